/** Node's own clock, timers and randomness, as they were before anybody replaced them: for lastcall's own use. */
import { createRequire } from 'node:module';
import { performance as realPerformance } from 'node:perf_hooks';
import type * as nodeTimers from 'node:timers';
import type * as nodeTimersPromises from 'node:timers/promises';
import type { EpochMs } from '../common/time.ts';

/** What is real whatever a test or lastcall itself has put in its place. */
export interface RealGlobals {
  readonly Date: DateConstructor;
  /** The real time. */
  readonly now: () => EpochMs;
  readonly random: () => number;
  readonly setTimeout: typeof nodeTimers.setTimeout;
  readonly clearTimeout: typeof nodeTimers.clearTimeout;
  readonly setInterval: typeof nodeTimers.setInterval;
  readonly clearInterval: typeof nodeTimers.clearInterval;
  readonly setImmediate: typeof nodeTimers.setImmediate;
  readonly clearImmediate: typeof nodeTimers.clearImmediate;
  readonly hrtime: NodeJS.HRTime;
  readonly performance: typeof realPerformance;
  readonly performanceNow: () => number;
  readonly promises: {
    readonly setTimeout: typeof nodeTimersPromises.setTimeout;
    readonly setInterval: typeof nodeTimersPromises.setInterval;
    readonly setImmediate: typeof nodeTimersPromises.setImmediate;
    readonly wait: typeof nodeTimersPromises.scheduler.wait;
    readonly yield: typeof nodeTimersPromises.scheduler.yield;
  };
  readonly abortSignalTimeout: typeof AbortSignal.timeout;
  readonly WeakRef: WeakRefConstructor;
  readonly FinalizationRegistry: FinalizationRegistryConstructor;
}

// Not imported: where a test runner copies Node's modules when they are first imported, that must come after lastcall.
const require = createRequire(import.meta.url);
const timers = require('node:timers') as typeof nodeTimers;
const timersPromises = require('node:timers/promises') as typeof nodeTimersPromises;

const isNative = (fn: object): boolean =>
  Function.prototype.toString.call(fn).includes('[native code]');

/** A fake may be installed already: the dates that it makes are real ones underneath. */
function realDate(): DateConstructor {
  return isNative(Date) ? Date : (structuredClone(new Date(0)).constructor as DateConstructor);
}

function capture(): RealGlobals {
  const { scheduler } = timersPromises;
  const RealDate = realDate();
  return {
    Date: RealDate,
    now: RealDate.now,
    random: Math.random,
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    setInterval: timers.setInterval,
    clearInterval: timers.clearInterval,
    setImmediate: timers.setImmediate,
    clearImmediate: timers.clearImmediate,
    hrtime: process.hrtime,
    performance: realPerformance,
    performanceNow: realPerformance.now.bind(realPerformance),
    promises: {
      setTimeout: timersPromises.setTimeout,
      setInterval: timersPromises.setInterval,
      setImmediate: timersPromises.setImmediate,
      wait: scheduler.wait.bind(scheduler),
      yield: scheduler.yield.bind(scheduler),
    },
    abortSignalTimeout: AbortSignal.timeout.bind(AbortSignal),
    WeakRef,
    FinalizationRegistry,
  };
}

const CAPTURED = Symbol.for('lastcall.realGlobals');

/** A test runner may load lastcall more than once in a process: what the first copy found is still real for the next. */
function capturedOnce(): RealGlobals {
  const registry = globalThis as { [CAPTURED]?: RealGlobals };
  return (registry[CAPTURED] ??= capture());
}

/** Captured when lastcall is loaded. */
export const real: RealGlobals = capturedOnce();
