/** Bug 68, mended: stands in place of activities.ts. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function charge(id: string): Promise<void> {
  await sleep('1s');
  if (!ledger.has('charge', id)) ledger.record('charge', id);
}
export async function refund(id: string): Promise<void> {
  await sleep('1s');
  if (!ledger.has('refund', id)) ledger.record('refund', id);
  await sleep('1s');
}
