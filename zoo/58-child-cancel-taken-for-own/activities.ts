/** Bug 58, the activities. */
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
export async function ship(id: string): Promise<void> {
  for (let i = 0; i < 6; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('ship', id);
}
