/** `node:timers/promises` for activity code: the same promises, settled by timers on the virtual clock. */
import { real } from './real-globals.ts';
import type { VirtualTimer, VirtualTimers } from './virtual-timers.ts';

/** @see TimerOptions of node:timers */
export interface TimerOptions {
  readonly signal?: AbortSignal | undefined;
  readonly ref?: boolean | undefined;
}

/** Rejects at once with Node's own AbortError for the signal. */
function rejectedAsAborted(signal: AbortSignal): Promise<never> {
  return real.promises.setTimeout(1, undefined, { signal }) as Promise<never>;
}

function settledBy<T>(
  setTimer: (fire: () => void) => VirtualTimer,
  value: T,
  options: TimerOptions | undefined,
): Promise<T> {
  const signal = options?.signal;
  if (signal === undefined) {
    return new Promise((resolve) => {
      setTimer(() => resolve(value));
    });
  }
  if (signal.aborted) return rejectedAsAborted(signal);
  return new Promise((resolve) => {
    const abort = (): void => {
      timer.close();
      resolve(rejectedAsAborted(signal));
    };
    const timer = setTimer(() => {
      signal.removeEventListener('abort', abort);
      resolve(value);
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** @see setTimeout of node:timers/promises */
export function promiseOfTimeout<T>(
  timers: VirtualTimers,
  ms: unknown,
  value: T,
  options?: TimerOptions,
): Promise<T> {
  return settledBy((fire) => timers.setTimeout(fire, ms), value, options);
}

/** @see setImmediate of node:timers/promises */
export function promiseOfImmediate<T>(
  timers: VirtualTimers,
  value: T,
  options?: TimerOptions,
): Promise<T> {
  return settledBy((fire) => timers.setImmediate(fire), value, options);
}

/** @see setInterval of node:timers/promises */
export async function* iterationsOfInterval<T>(
  timers: VirtualTimers,
  ms: unknown,
  value: T,
  options?: TimerOptions,
): AsyncGenerator<T, void> {
  const signal = options?.signal;
  if (signal?.aborted === true) await rejectedAsAborted(signal);
  let fired = 0;
  let go: (() => void) | undefined;
  const wakeUp = (): void => {
    go?.();
    go = undefined;
  };
  const interval = timers.setInterval(() => {
    fired++;
    wakeUp();
  }, ms);
  signal?.addEventListener('abort', wakeUp, { once: true });
  try {
    for (;;) {
      if (signal?.aborted === true) await rejectedAsAborted(signal);
      if (fired === 0) {
        await new Promise<void>((resolve) => {
          go = resolve;
        });
        continue;
      }
      // Like Node, which hands over all that became due while nobody was asking.
      for (; fired > 0; fired--) yield value;
    }
  } finally {
    interval.close();
    signal?.removeEventListener('abort', wakeUp);
  }
}
