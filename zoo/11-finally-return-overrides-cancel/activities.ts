/** Bug 11, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function fetchPage(url: string): Promise<void> {
  heartbeat();
  await sleep('2s');
  ledger.record('page', url);
}
