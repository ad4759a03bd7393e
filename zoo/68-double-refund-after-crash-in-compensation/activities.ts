/** Bug 68, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function charge(id: string): Promise<void> {
  await sleep('1s');
  if (!ledger.has('charge', id)) ledger.record('charge', id);
}
export async function refund(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('refund', id); // BUG: the forward step is idempotent, the compensation is not
  await sleep('1s');
}
