/** Case 06, mended: stands in place of activities.ts. */
import { CancelledFailure, heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

async function once(i: number): Promise<boolean> {
  heartbeat(i);
  await sleep('1s');
  return i >= 6;
}
export async function ask(id: string): Promise<void> {
  for (let i = 0; ;) {
    try {
      if (await once(i++)) break;
    } catch (err) {
      if (err instanceof CancelledFailure) throw err;
      i--;
    }
  }
  ledger.record('asked', id);
}
