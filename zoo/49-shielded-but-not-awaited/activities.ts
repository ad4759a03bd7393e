/** Bug 49, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function commitBatch(id: string): Promise<void> {
  await sleep('8s');
  ledger.record('committed', id);
}
