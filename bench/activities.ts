/** The activities of the bench. */
import { heartbeat, sleep } from '@temporalio/activity';

/** Heartbeats so often, at that interval. */
export async function beats(count: number, everyMs: number): Promise<string> {
  for (let beat = 0; beat < count; beat++) {
    heartbeat(beat);
    await sleep(everyMs);
  }
  return 'done';
}

/** Takes that long. */
export async function takes(ms: number): Promise<string> {
  await sleep(ms);
  return 'done';
}

/**
 * Heartbeats so often, at that interval, and waits by `setTimeout`: every `sleep` of the SDK leaves a reaction behind at the promise of its
 * context that is rejected when the activity is cancelled, here as on a real worker.
 */
export async function beatsForLong(count: number, everyMs: number): Promise<void> {
  for (let beat = 0; beat < count; beat++) {
    heartbeat(beat);
    await new Promise((resolve) => {
      setTimeout(resolve, everyMs);
    });
  }
}
