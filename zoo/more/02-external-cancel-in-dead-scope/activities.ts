/** Case 02, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

export async function work(id: string): Promise<void> {
  for (let i = 0; i < 12; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('worked', id);
}
export async function step(_id: string): Promise<void> {
  for (let i = 0; i < 4; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
