/** Bug 64, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function putItem(item: string): Promise<void> {
  await sleep('3s');
  ledger.record('item', item);
}
