/** Whose activity code runs now: the attempt that the asynchronous context belongs to, and what the globals mean to it. */
import { asyncLocalStorage } from '@temporalio/activity';
import type { DurationMs } from '../common/time.ts';
import type { AttemptAsks } from './activity-watch.ts';
import type { VirtualTimers } from './virtual-timers.ts';

/** What the globals of a running attempt mean: the virtual time, its own timers, numbers that can be had again. */
export interface ActivityGlobals {
  /** On the world's clock. */
  readonly timers: VirtualTimers;
  /** The next number of the attempt's own seeded source. @see Math.random of activity code */
  random(): number;
  /** How long something lasts that may last so long, in milliseconds: an exploration says how long. */
  lasting(atLeast: DurationMs, atMost: DurationMs): DurationMs;
  /** Told of what code asks for when its attempt has ended; undefined before, and where nobody listens. */
  readonly worksOn: ((asks: AttemptAsks) => void) | undefined;
}

const GLOBALS = Symbol('lastcall.activityGlobals');

interface AttemptContext {
  [GLOBALS]?: ActivityGlobals;
}

/** Where code runs on behalf of an attempt outside of its context: listeners of its signal, as in a real worker. */
let onBehalfOf: ActivityGlobals | undefined;

/** Says what the globals mean to code that runs in a context. */
export function bindGlobals(context: object, globals: ActivityGlobals): void {
  (context as AttemptContext)[GLOBALS] = globals;
}

/** The attempt whose code runs; undefined in all other code, also in activity code that lastcall does not run. */
export function runningActivity(): ActivityGlobals | undefined {
  const context = asyncLocalStorage.getStore() as AttemptContext | undefined;
  return context === undefined ? onBehalfOf : context[GLOBALS];
}

/** Calls a function on behalf of an attempt, whatever the asynchronous context. */
export function onBehalf(globals: ActivityGlobals, fn: () => void): void {
  const outer = onBehalfOf;
  onBehalfOf = globals;
  try {
    fn();
  } finally {
    onBehalfOf = outer;
  }
}

/** Calls a function in no activity's context, but on behalf of one: as a real worker calls what listens to a signal. */
export function onBehalfOutside(globals: ActivityGlobals, fn: () => void): void {
  onBehalf(globals, () => {
    asyncLocalStorage.run(undefined as never, fn);
  });
}
