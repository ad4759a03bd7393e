/** Bug 22, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function prepare(_id: string): Promise<void> {
  await sleep('3s');
}
export async function think(id: string): Promise<void> {
  ledger.record('start', id);
  for (let i = 0; i < 10; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
