/** Bug 56, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function tick(id: string): Promise<void> {
  await sleep(200);
  ledger.record('tick', id);
}
