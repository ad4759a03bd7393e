/** Bug 27, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function fit(model: string): Promise<void> {
  for (let i = 0; i < 90; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('fitted', model);
}
