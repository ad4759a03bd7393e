/** Bug 09, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function pull(id: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('pulled', id);
}
export async function index(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('indexed', id);
}
