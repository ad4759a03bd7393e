/** Bug 10, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function send(to: string): Promise<void> {
  for (let i = 0; i < 3; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('sent', to);
}
