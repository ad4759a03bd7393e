/** Bug 61, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function collect(round: number): Promise<void> {
  for (let i = 0; i < 3; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('collected', String(round));
}
