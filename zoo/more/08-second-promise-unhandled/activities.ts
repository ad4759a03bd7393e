/** Case 08, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

export async function left(id: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('left', id);
}
export async function right(id: string): Promise<void> {
  for (let i = 0; i < 7; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('right', id);
}
