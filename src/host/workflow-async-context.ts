/** The asynchronous context of workflow code: the AsyncLocalStorage that the SDK's scopes live in, all of them in one of Node's. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** A run whose code has an asynchronous context. */
export interface ContextOwner {
  /** For messages. */
  readonly label: string;
  /** The context in which the jobs of an activation are handled: no scope is entered. */
  readonly rootContext: WorkflowContext;
  /**
   * Told of every look at the current cancellation scope, which every call of the workflow API takes.
   * @returns a scope to use instead of the current one
   * @throws StrayWorkflowCodeError where code of another run looks
   */
  scopeRead(reader: ContextOwner | undefined): object | undefined;
  /** Told of the rejection of a promise of its own that nothing handled. */
  rejected(reason: unknown, promise: unknown): void;
}

/** What one storage holds here, on top of what others hold: a list, newest first. */
export interface WorkflowContext {
  /** Undefined in code that belongs to no run. */
  readonly owner: ContextOwner | undefined;
  readonly storage: object | undefined;
  readonly value: unknown;
  readonly outer: WorkflowContext | undefined;
}

/** What the copies of lastcall in a process share, where a test runner evaluates its modules several times: the SDK is loaded once. */
interface SharedContexts {
  /** Node 20 and 22 tax every promise of the process for every storage in use: so there is one. */
  readonly contexts: AsyncLocalStorage<WorkflowContext | undefined>;
  /** Storages of the SDK or of workflow code that were disabled. */
  readonly disabled: WeakSet<object>;
  /** The storage of the SDK's cancellation scopes, once it is known. */
  scopeStorage: object | undefined;
  /** The run that is being activated. */
  active: ContextOwner | undefined;
}

const SHARED = Symbol.for('lastcall.workflowContexts');

let shared: SharedContexts = {
  contexts: new AsyncLocalStorage(),
  disabled: new WeakSet(),
  scopeStorage: undefined,
  active: undefined,
};

/** The context that a run starts with. */
export function rootContextOf(owner: ContextOwner): WorkflowContext {
  return { owner, storage: undefined, value: undefined, outer: undefined };
}

/** The run that the code now running belongs to, or the promise whose rejection is being reported. */
export function ownerOfContext(): ContextOwner | undefined {
  return shared.contexts.getStore()?.owner;
}

/** Says which run is being activated; it is told when scopes are read. */
export function setActiveOwner(owner: ContextOwner | undefined): void {
  shared.active = owner;
}

/** Whether the code now running is that of the run being activated; true where none was said to be. */
export function inActiveContext(): boolean {
  const { active, contexts } = shared;
  return active === undefined || contexts.getStore()?.owner === active;
}

/** The cancellation scope that the code now running is in, read without telling its run; undefined in the root scope. */
export function scopeOfContext(): unknown {
  const { contexts, scopeStorage } = shared;
  let context = contexts.getStore();
  while (context !== undefined && context.storage !== scopeStorage) context = context.outer;
  return context?.value;
}

/** Calls a function in the root context of a run. */
export function runInRootContext<A, R>(
  owner: ContextOwner,
  fn: (argument: A) => R,
  argument: A,
): R {
  return shared.contexts.run(owner.rootContext, fn, argument);
}

function extended(storage: object, value: unknown): WorkflowContext {
  const outer = shared.contexts.getStore();
  return { owner: outer?.owner, storage, value, outer };
}

/**
 * What the SDK takes for `globalThis.AsyncLocalStorage`. It keeps no state of its own, so that its methods also serve the
 * instances of the empty class which the SDK puts in its place when it is loaded without one.
 *
 * @see AsyncLocalStorage of node:async_hooks
 */
export class WorkflowAsyncLocalStorage<T> {
  /** Binds a function to the context of the caller. */
  static bind<F extends (...args: never[]) => unknown>(fn: F): F {
    return AsyncLocalStorage.bind(fn);
  }

  /** A function that calls others in the context of the caller. */
  static snapshot(): <R, Args extends unknown[]>(fn: (...args: Args) => R, ...args: Args) => R {
    return AsyncLocalStorage.snapshot() as never;
  }

  run<R, Args extends unknown[]>(store: T, fn: (...args: Args) => R, ...args: Args): R {
    shared.disabled.delete(this);
    return shared.contexts.run(extended(this, store), fn, ...args);
  }

  exit<R, Args extends unknown[]>(fn: (...args: Args) => R, ...args: Args): R {
    return shared.contexts.run(extended(this, undefined), fn, ...args);
  }

  enterWith(store: T): void {
    shared.disabled.delete(this);
    shared.contexts.enterWith(extended(this, store));
  }

  getStore(): T | undefined {
    let context = shared.contexts.getStore();
    if (this === shared.scopeStorage && shared.active !== undefined) {
      const instead = shared.active.scopeRead(context?.owner);
      if (instead !== undefined) return instead as T;
    }
    if (shared.disabled.has(this)) return undefined;
    while (context !== undefined && context.storage !== this) context = context.outer;
    return context?.value as T | undefined;
  }

  disable(): void {
    shared.disabled.add(this);
  }
}

Object.defineProperty(WorkflowAsyncLocalStorage.prototype, SHARED, { value: shared });

/** Gives the methods of `WorkflowAsyncLocalStorage` to the instances of a class that has none. */
export function graftAsyncLocalStorage(emptyClass: { readonly prototype: object }): void {
  const { prototype } = WorkflowAsyncLocalStorage;
  for (const name of ['run', 'exit', 'enterWith', 'getStore', 'disable', SHARED] as const) {
    const property = Object.getOwnPropertyDescriptor(prototype, name);
    if (property !== undefined) Object.defineProperty(emptyClass.prototype, name, property);
  }
}

/** Takes part in what a class of storages shares. @returns whether it is one of lastcall's, of whichever copy */
export function shareAsyncLocalStorage(ofTheSdk: { readonly prototype: object }): boolean {
  const theirs = (ofTheSdk.prototype as { readonly [SHARED]?: SharedContexts })[SHARED];
  if (theirs === undefined) return false;
  shared = theirs;
  return true;
}

/** Finds out which storage the SDK's cancellation scopes use: the one in which `enterScope` runs its argument. */
export function learnScopeStorage(enterScope: (fn: () => void) => void): void {
  enterScope(() => {
    shared.scopeStorage = shared.contexts.getStore()?.storage;
  });
}
