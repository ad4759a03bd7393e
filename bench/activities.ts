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
