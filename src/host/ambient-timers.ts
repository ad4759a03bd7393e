/** The timer functions as everybody sees them while a world is open: durable in workflow code, virtual in activity code, else the real ones. */
import type * as nodeTimers from 'node:timers';
import type * as nodeTimersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { runningActivity } from './activity-globals.ts';
import type { Before } from './ambient-property.ts';
import { foreignTimerAwaited, foreignTimerSet } from './foreign-timers.ts';
import { runningWorkflow } from './realm.ts';
import {
  iterationsOfInterval,
  promiseOfImmediate,
  promiseOfTimeout,
  type TimerOptions,
} from './virtual-timers-promises.ts';
import { clearVirtualTimer, type TimerCallback } from './virtual-timers.ts';

type Timers = typeof nodeTimers;
type Promises = typeof nodeTimersPromises;

/**
 * Refuses what the SDK's sandbox does not have: in a real worker its name stands for nothing there.
 * @throws ReferenceError in workflow code
 */
export function refuseInWorkflows(name: string): void {
  if (runningWorkflow() === undefined) return;
  throw new ReferenceError(
    `${name} is not defined. (Workflow code runs in a sandbox that has no ${name}: it would not be deterministic. ` +
      'Wait with sleep or condition of @temporalio/workflow, and leave everything else to activities.)',
  );
}

type Promisified = { readonly [promisify.custom]?: (...args: unknown[]) => Promise<unknown> };

function withPromisified<T extends object>(
  fn: object,
  promisified: (...args: never[]) => Promise<unknown>,
): T {
  return Object.defineProperty(fn, promisify.custom, {
    value: promisified,
    enumerable: true,
  }) as T;
}

/** @see setTimeout */
export function ambientSetTimeout(before: Before<Timers['setTimeout']>): Timers['setTimeout'] {
  const setTimeout = (callback: TimerCallback, ms?: number, ...args: unknown[]): unknown => {
    const activity = runningActivity();
    if (activity !== undefined) return activity.timers.setTimeout(callback, ms, args);
    const workflow = runningWorkflow();
    if (workflow !== undefined) return workflow.setTimeout(callback, ms as number, ...args);
    const timer = before.value(callback, ms, ...args);
    foreignTimerSet(timer);
    return timer;
  };
  return withPromisified(setTimeout, (ms: number, value: unknown, options?: TimerOptions) => {
    const activity = runningActivity();
    if (activity !== undefined) return promiseOfTimeout(activity.timers, ms, value, options);
    const workflow = runningWorkflow();
    if (workflow !== undefined) {
      return new Promise((resolve) => void workflow.setTimeout(resolve as never, ms, value));
    }
    const native = (before.value as unknown as Promisified)[promisify.custom];
    const promise =
      native === undefined
        ? new Promise((resolve) => void before.value(resolve, ms, value))
        : native(ms, value, options);
    foreignTimerAwaited(promise);
    return promise;
  });
}

/** @see setInterval */
export function ambientSetInterval(before: Before<Timers['setInterval']>): Timers['setInterval'] {
  const setInterval = (callback: TimerCallback, ms?: number, ...args: unknown[]): unknown => {
    const activity = runningActivity();
    if (activity !== undefined) return activity.timers.setInterval(callback, ms, args);
    refuseInWorkflows('setInterval');
    return before.value(callback, ms, ...args);
  };
  return setInterval as Timers['setInterval'];
}

/** @see setImmediate */
export function ambientSetImmediate(
  before: Before<Timers['setImmediate']>,
): Timers['setImmediate'] {
  const setImmediate = (callback: TimerCallback, ...args: unknown[]): unknown => {
    const activity = runningActivity();
    if (activity !== undefined) return activity.timers.setImmediate(callback, args);
    refuseInWorkflows('setImmediate');
    return before.value(callback, ...args);
  };
  return withPromisified(setImmediate, (value: unknown, options?: TimerOptions) => {
    const activity = runningActivity();
    if (activity !== undefined) return promiseOfImmediate(activity.timers, value, options);
    refuseInWorkflows('setImmediate');
    const native = (before.value as unknown as Promisified)[promisify.custom];
    if (native !== undefined) return native(value, options);
    return new Promise((resolve) => void before.value(resolve, value));
  });
}

/** `clearTimeout`, `clearInterval` or `clearImmediate`: a virtual timer may be cleared from anywhere. */
export function ambientClear<T extends (handle?: never) => void>(
  name: string,
  inWorkflows: 'clearTimeout' | undefined,
): (before: Before<T>) => T {
  return (before) => {
    const clear = (handle: unknown): void => {
      const activity = runningActivity();
      if (clearVirtualTimer(handle, activity?.timers.clock)) return;
      const workflow = activity === undefined ? runningWorkflow() : undefined;
      if (workflow === undefined) before.value(handle as never);
      else if (inWorkflows !== undefined) workflow[inWorkflows](handle);
      else refuseInWorkflows(name);
    };
    return Object.defineProperty(clear, 'name', { value: name }) as unknown as T;
  };
}

/** @see setTimeout of node:timers/promises */
export function ambientPromiseOfTimeout(
  before: Before<Promises['setTimeout']>,
): Promises['setTimeout'] {
  return function setTimeout<T>(ms?: number, value?: T, options?: TimerOptions): Promise<T> {
    const activity = runningActivity();
    if (activity !== undefined) {
      return promiseOfTimeout(activity.timers, ms, value as T, options);
    }
    refuseInWorkflows('node:timers/promises');
    const promise = before.value(ms, value, options as never);
    foreignTimerAwaited(promise);
    return promise;
  };
}

/** @see setImmediate of node:timers/promises */
export function ambientPromiseOfImmediate(
  before: Before<Promises['setImmediate']>,
): Promises['setImmediate'] {
  return function setImmediate<T>(value?: T, options?: TimerOptions): Promise<T> {
    const activity = runningActivity();
    if (activity !== undefined) return promiseOfImmediate(activity.timers, value as T, options);
    refuseInWorkflows('node:timers/promises');
    return before.value(value, options as never);
  };
}

/** @see setInterval of node:timers/promises */
export function ambientIterations(
  before: Before<Promises['setInterval']>,
): Promises['setInterval'] {
  return function setInterval<T>(ms?: number, value?: T, options?: TimerOptions) {
    const activity = runningActivity();
    if (activity !== undefined) {
      return iterationsOfInterval(activity.timers, ms, value as T, options);
    }
    refuseInWorkflows('node:timers/promises');
    return before.value(ms, value, options as never);
  } as Promises['setInterval'];
}

/** @see scheduler.wait of node:timers/promises */
export function ambientWait(
  before: Before<Promises['scheduler']['wait']>,
): Promises['scheduler']['wait'] {
  return function wait(ms?: number, options?: TimerOptions): Promise<void> {
    const activity = runningActivity();
    if (activity !== undefined) return promiseOfTimeout(activity.timers, ms, undefined, options);
    refuseInWorkflows('node:timers/promises');
    return before.value(ms as number, options as never);
  };
}

/** @see scheduler.yield of node:timers/promises */
export function ambientYield(
  before: Before<Promises['scheduler']['yield']>,
): Promises['scheduler']['yield'] {
  return function yieldNow(): Promise<void> {
    const activity = runningActivity();
    if (activity !== undefined) return promiseOfImmediate(activity.timers, undefined);
    refuseInWorkflows('node:timers/promises');
    return before.value();
  };
}

/** @see AbortSignal.timeout */
export function ambientSignalTimeout(
  before: Before<typeof AbortSignal.timeout>,
): typeof AbortSignal.timeout {
  return function timeout(ms: number): AbortSignal {
    const activity = runningActivity();
    if (activity === undefined) {
      refuseInWorkflows('AbortSignal');
      return before.value(ms);
    }
    const controller = new AbortController();
    activity.timers.setTimeout(() => {
      controller.abort(
        new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
      );
    }, ms);
    return controller.signal;
  };
}
