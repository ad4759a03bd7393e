/** Case 01, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

export async function run(id: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('ran', id);
}
export async function close(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('close', id);
}
