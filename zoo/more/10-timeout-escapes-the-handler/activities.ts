/** Case 10, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

export async function play(id: string): Promise<void> {
  for (let i = 0; i < 8; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('played', id);
}
export async function write(id: string): Promise<void> {
  for (let i = 0; i < 6; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('written', id);
}
