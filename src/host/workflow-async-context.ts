/** The asynchronous context of workflow code: the AsyncLocalStorage that the SDK's scopes live in, all of them in one of Node's. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** A run whose code has an asynchronous context. */
export interface ContextOwner {
  /** The context in which the jobs of an activation are handled: no scope is entered. */
  readonly rootContext: WorkflowContext;
  /**
   * Told of every look at the current cancellation scope, which every call of the workflow API takes.
   * @returns a scope to use instead of the current one
   * @throws StrayWorkflowCodeError where code of another run looks
   */
  scopeRead(reader: ContextOwner | undefined): object | undefined;
  /** Told of the rejection of a promise of its own that nothing handled. */
  rejected(reason: unknown): void;
}

/** What one storage holds here, on top of what others hold: a list, newest first. */
export interface WorkflowContext {
  /** Undefined in code that belongs to no run. */
  readonly owner: ContextOwner | undefined;
  readonly storage: object | undefined;
  readonly value: unknown;
  readonly outer: WorkflowContext | undefined;
}

/** Node 20 and 22 tax every promise of the process for every storage in use: so there is one. */
const contexts = new AsyncLocalStorage<WorkflowContext | undefined>();

/** The storage of the SDK's cancellation scopes, once it is known. */
let scopeStorage: object | undefined;

/** The run that is being activated. */
let active: ContextOwner | undefined;

const disabled = new WeakSet<object>();

/** The context that a run starts with. */
export function rootContextOf(owner: ContextOwner): WorkflowContext {
  return { owner, storage: undefined, value: undefined, outer: undefined };
}

/** The run that the code now running belongs to, or the promise whose rejection is being reported. */
export function ownerOfContext(): ContextOwner | undefined {
  return contexts.getStore()?.owner;
}

/** Says which run is being activated; it is told when scopes are read. */
export function setActiveOwner(owner: ContextOwner | undefined): void {
  active = owner;
}

/** Whether the code now running is that of the run being activated; true where none was said to be. */
export function inActiveContext(): boolean {
  return active === undefined || contexts.getStore()?.owner === active;
}

/** Calls a function in the root context of a run. */
export function runInRootContext<A, R>(
  owner: ContextOwner,
  fn: (argument: A) => R,
  argument: A,
): R {
  return contexts.run(owner.rootContext, fn, argument);
}

function extended(storage: object, value: unknown): WorkflowContext {
  const outer = contexts.getStore();
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
    disabled.delete(this);
    return contexts.run(extended(this, store), fn, ...args);
  }

  exit<R, Args extends unknown[]>(fn: (...args: Args) => R, ...args: Args): R {
    return contexts.run(extended(this, undefined), fn, ...args);
  }

  enterWith(store: T): void {
    disabled.delete(this);
    contexts.enterWith(extended(this, store));
  }

  getStore(): T | undefined {
    let context = contexts.getStore();
    if (this === scopeStorage && active !== undefined) {
      const instead = active.scopeRead(context?.owner);
      if (instead !== undefined) return instead as T;
    }
    if (disabled.has(this)) return undefined;
    while (context !== undefined && context.storage !== this) context = context.outer;
    return context?.value as T | undefined;
  }

  disable(): void {
    disabled.add(this);
  }
}

/** Gives the methods of `WorkflowAsyncLocalStorage` to the instances of a class that has none. */
export function graftAsyncLocalStorage(emptyClass: { readonly prototype: object }): void {
  for (const name of ['run', 'exit', 'enterWith', 'getStore', 'disable'] as const) {
    Object.defineProperty(emptyClass.prototype, name, {
      value: WorkflowAsyncLocalStorage.prototype[name],
      writable: true,
      configurable: true,
    });
  }
}

/** Whether a class has the methods of `WorkflowAsyncLocalStorage`, its own or grafted ones. */
export function isWorkflowAsyncLocalStorage(candidate: { readonly prototype: object }): boolean {
  const { run } = candidate.prototype as { run?: unknown };
  return run === WorkflowAsyncLocalStorage.prototype.run;
}

/** Finds out which storage the SDK's cancellation scopes use: the one in which `enterScope` runs its argument. */
export function learnScopeStorage(enterScope: (fn: () => void) => void): void {
  enterScope(() => {
    scopeStorage = contexts.getStore()?.storage;
  });
}
