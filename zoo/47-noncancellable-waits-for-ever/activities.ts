/** Bug 47, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function serve(_id: string): Promise<void> {
  for (let i = 0; i < 10; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
export async function requestStop(id: string): Promise<void> {
  ledger.record('stopRequested', id);
}
