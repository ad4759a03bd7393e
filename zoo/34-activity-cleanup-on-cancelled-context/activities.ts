/** Bug 34, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function withMount(volume: string): Promise<void> {
  ledger.record('mount', volume);
  try {
    for (let i = 0; i < 8; i++) {
      heartbeat(i);
      await sleep('1s');
    }
  } finally {
    await sleep(300); // BUG: rejects at once when the activity is cancelled
    ledger.record('unmount', volume);
  }
}
