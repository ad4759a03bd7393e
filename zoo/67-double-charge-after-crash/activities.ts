/** Bug 67, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function charge(invoice: string): Promise<void> {
  await sleep('1s');
  ledger.record('charge', invoice); // BUG: no idempotency key
  await sleep('1s'); // writing the receipt
}
