/** Node's own clock, timers and randomness, as they were before anybody replaced them: for lastcall's own use. */
import { performance as realPerformance } from 'node:perf_hooks';
import * as timers from 'node:timers';
import * as timersPromises from 'node:timers/promises';
import type { EpochMs } from '../common/time.ts';

/** What is real whatever a test or lastcall itself has put in its place. */
export interface RealGlobals {
  readonly Date: DateConstructor;
  /** The real time. */
  readonly now: () => EpochMs;
  readonly random: () => number;
  readonly setTimeout: typeof timers.setTimeout;
  readonly clearTimeout: typeof timers.clearTimeout;
  readonly setInterval: typeof timers.setInterval;
  readonly clearInterval: typeof timers.clearInterval;
  readonly setImmediate: typeof timers.setImmediate;
  readonly clearImmediate: typeof timers.clearImmediate;
  readonly hrtime: NodeJS.HRTime;
  readonly performance: typeof realPerformance;
  readonly performanceNow: () => number;
  readonly promises: {
    readonly setTimeout: typeof timersPromises.setTimeout;
    readonly setInterval: typeof timersPromises.setInterval;
    readonly setImmediate: typeof timersPromises.setImmediate;
    readonly wait: typeof timersPromises.scheduler.wait;
    readonly yield: typeof timersPromises.scheduler.yield;
  };
  readonly abortSignalTimeout: typeof AbortSignal.timeout;
  readonly WeakRef: WeakRefConstructor;
  readonly FinalizationRegistry: FinalizationRegistryConstructor;
}

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
