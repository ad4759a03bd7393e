/** Timers that are neither workflow's nor activity's: those of a test. While one is under way, a test waits for something real. */

interface Watched {
  readonly hasRef: () => boolean;
  /** Node sets it when a timer has fired or was taken away, by whatever means. */
  readonly _destroyed?: boolean;
}

const timers = new Set<Watched>();
let promises = 0;
let watchers = 0;

/** Counts timers from now on. @returns what ends the counting */
export function watchForeignTimers(): () => void {
  watchers++;
  let watching = true;
  return () => {
    if (!watching) return;
    watching = false;
    if (--watchers > 0) return;
    timers.clear();
    promises = 0;
  };
}

/** Notes a timer that was set by code which is not ours. */
export function foreignTimerSet(timer: unknown): void {
  if (watchers > 0 && typeof timer === 'object' && timer !== null) timers.add(timer as Watched);
}

/** Notes a promise that a timer of code which is not ours will settle. */
export function foreignTimerAwaited(promise: Promise<unknown>): void {
  if (watchers === 0) return;
  promises++;
  const over = (): void => void (promises = Math.max(0, promises - 1));
  promise.then(over, over);
}

/** Whether a timer is under way that keeps the process busy. */
export function foreignTimersPending(): boolean {
  for (const timer of timers) if (timer._destroyed !== false) timers.delete(timer);
  return promises > 0 || [...timers].some((timer) => timer.hasRef());
}
