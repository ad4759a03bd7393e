/** Bug 08, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function charge(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('charge', id);
}
export async function refund(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('refund', id);
}
export async function ship(_id: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
