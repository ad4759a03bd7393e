/** Bug 67, mended: stands in place of activities.ts. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function charge(invoice: string): Promise<void> {
  await sleep('1s');
  // idempotency key = invoice: the payment service answers a second call with the first result
  if (!ledger.has('charge', invoice)) ledger.record('charge', invoice);
  await sleep('1s');
}
