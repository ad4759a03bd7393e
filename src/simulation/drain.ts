/** Waiting until user code has come to a halt: a turn of the event loop, after which the queue of microtasks is empty. */
import { real } from '../host/real-globals.ts';

/** Calls a function when the promise of `microtasksDrained` would resolve. */
export function afterMicrotasks(callback: () => void): void {
  real.setImmediate(callback);
}

/**
 * Resolves when all microtasks of the process have run, and Node has reported the unhandled rejections among them.
 * A turn of `setImmediate` also covers a `nextTick` or `setImmediate` of the user's own that was queued before.
 */
export function microtasksDrained(): Promise<void> {
  return new Promise((resolve) => {
    real.setImmediate(resolve);
  });
}
