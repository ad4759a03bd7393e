/** Whose code runs now: the workflow run that owns the process's one realm, and the lock by which worlds take turns. */
import type { EpochMs } from '../common/time.ts';
import { invariant } from '../common/invariant.ts';
import { inActiveContext } from './workflow-async-context.ts';

/** What the globals of a running workflow mean: workflow time, seeded numbers, durable timers. */
export interface WorkflowGlobals {
  readonly runId: string;
  /** Workflow time: constant within one activation. @see Date.now of workflow code */
  now(): EpochMs;
  /** The next number of the run's seeded source. @see Math.random of workflow code */
  random(): number;
  /** A durable timer, as a cancellable sleep; gives the handle that `clearTimeout` takes. */
  setTimeout(callback: (...args: unknown[]) => unknown, ms: number, ...args: unknown[]): unknown;
  clearTimeout(handle: unknown): void;
}

interface Realm {
  running: WorkflowGlobals | undefined;
  locked: boolean;
  readonly waiting: ((release: Release) => void)[];
}

const KEY = Symbol.for('lastcall.realm');

/** One for all copies of lastcall in the realm, where a test runner evaluates its modules several times. */
const realm: Realm = ((globalThis as { [KEY]?: Realm })[KEY] ??= {
  running: undefined,
  locked: false,
  waiting: [],
});

/**
 * The workflow run whose activation is under way and whose code asks: set before any of its code runs, until the activation has ended.
 * Undefined for other code whose microtasks happen to run meanwhile: a test's own, or that of its runner.
 */
export function runningWorkflow(): WorkflowGlobals | undefined {
  const { running } = realm;
  return running !== undefined && inActiveContext() ? running : undefined;
}

/** Gives the realm to a workflow run. @throws InvariantError while another one owns it */
export function enterWorkflow(globals: WorkflowGlobals): void {
  invariant(realm.running === undefined, 'one activation at a time owns the realm');
  realm.running = globals;
}

/** Takes the realm from the workflow run that owns it; harmless when none does. */
export function leaveWorkflow(): void {
  realm.running = undefined;
}

/** Gives the realm back; to be called once. */
export type Release = () => void;

function release(): void {
  const next = realm.waiting.shift();
  if (next === undefined) realm.locked = false;
  else next(release);
}

/**
 * Takes the realm for a step that runs user code: a drain waits for the microtasks of the whole process, so two worlds
 * must not have code under way at once. Free when nobody holds it (a plain value, no promise); first come, first served otherwise.
 */
export function acquireRealm(): Release | Promise<Release> {
  if (!realm.locked) {
    realm.locked = true;
    return release;
  }
  return new Promise((resolve) => {
    realm.waiting.push(resolve);
  });
}
