/** Bug 44, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function primary(id: string): Promise<void> {
  for (let i = 0; i < 10; i++) {
    heartbeat(i);
    await sleep('1s');
    ledger.record('primary', `${id}/${i}`);
  }
}
export async function fallback(id: string): Promise<void> {
  await sleep(200);
  ledger.record('fallback', id);
}
