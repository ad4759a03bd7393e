/** Bug 30, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function copyPages(repo: string): Promise<void> {
  for (let page = 0; page < 20; page++) {
    // BUG: always from 0
    await sleep('1s');
    ledger.record('page', `${repo}/${page}`);
    heartbeat(page);
  }
}
