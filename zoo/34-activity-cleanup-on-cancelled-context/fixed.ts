/** Bug 34, mended: stands in place of activities.ts. */
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
    await new Promise((resolve) => setTimeout(resolve, 300));
    ledger.record('unmount', volume);
  }
}
