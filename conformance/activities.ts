/**
 * Activities used by the conformance scenarios. They only use `@temporalio/activity`, so the same
 * source runs on the real Temporal worker and on the simulator.
 */
import {
  ApplicationFailure,
  CancelledFailure,
  Context,
  heartbeat,
  activityInfo,
  sleep,
} from '@temporalio/activity';

/** Returns at once. */
export async function echo(value: string): Promise<string> {
  return value;
}

/** Works for `ms` without ever heartbeating: it cannot learn of a cancellation. */
export async function silentWork(ms: number): Promise<string> {
  // a raw timer, not Context.sleep: nothing here is interruptible
  await new Promise((resolve) => setTimeout(resolve, ms));
  return 'worked';
}

/** Heartbeats every `everyMs` for `ms`, and lets a cancellation propagate. */
export async function heartbeatingWork(ms: number, everyMs = 100): Promise<string> {
  for (let done = 0; done < ms; done += everyMs) {
    heartbeat(done);
    await sleep(everyMs);
  }
  return 'worked';
}

/** Like heartbeatingWork, but spends `cleanupMs` on cleanup before re-raising the cancellation. */
export async function heartbeatingWorkWithCleanup(ms: number, cleanupMs: number): Promise<string> {
  try {
    return await heartbeatingWork(ms);
  } catch (err) {
    if (err instanceof CancelledFailure) {
      await new Promise((resolve) => setTimeout(resolve, cleanupMs));
    }
    throw err;
  }
}

/** Swallows the cancellation and returns a value: the activity appears completed. */
export async function swallowsCancellation(ms: number): Promise<string> {
  try {
    return await heartbeatingWork(ms);
  } catch (err) {
    if (err instanceof CancelledFailure) return 'swallowed';
    throw err;
  }
}

/** Turns the cancellation into another failure. */
export async function failsOnCancellation(ms: number): Promise<string> {
  try {
    return await heartbeatingWork(ms);
  } catch (err) {
    if (err instanceof CancelledFailure)
      throw ApplicationFailure.nonRetryable('cleanup failed', 'CleanupFailed');
    throw err;
  }
}

/** Throws CancelledFailure although nobody asked for a cancellation. */
export async function throwsUnrequestedCancellation(): Promise<void> {
  throw new CancelledFailure('nobody asked');
}

/** Heartbeats once and then goes silent for `ms`. */
export async function heartbeatsOnceThenHangs(ms: number): Promise<string> {
  heartbeat('once');
  await new Promise((resolve) => setTimeout(resolve, ms));
  return 'worked';
}

/** Heartbeats once and hangs on the first attempt, succeeds from the details on the second. */
export async function resumesFromHeartbeat(ms: number): Promise<string> {
  const { attempt, heartbeatDetails } = activityInfo();
  if (attempt > 1) return `resumed from ${String(heartbeatDetails)}`;
  heartbeat('checkpoint-7');
  await new Promise((resolve) => setTimeout(resolve, ms));
  return 'first attempt';
}

/** Fails until attempt `n`. */
export async function failsUntilAttempt(n: number): Promise<string> {
  const { attempt } = activityInfo();
  if (attempt < n) throw ApplicationFailure.retryable(`attempt ${attempt}`, 'NotYet');
  return `attempt ${attempt}`;
}

/** Fails every time, retryably. */
export async function alwaysFails(): Promise<void> {
  throw ApplicationFailure.retryable('always', 'Always');
}

/** Fails non-retryably. */
export async function failsForGood(): Promise<void> {
  throw ApplicationFailure.nonRetryable('for good', 'ForGood', 'a detail');
}

/** Waits for the activity's own cancellation, however it is delivered, at most `ms`. */
export async function waitsForCancellation(ms: number): Promise<string> {
  const { cancelled } = Context.current();
  await Promise.race([cancelled, new Promise((resolve) => setTimeout(resolve, ms))]);
  return 'not cancelled';
}
