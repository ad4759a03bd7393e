/** Case 06, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
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
      i--; // BUG: without end, without delay
    }
  }
  ledger.record('asked', id);
}
