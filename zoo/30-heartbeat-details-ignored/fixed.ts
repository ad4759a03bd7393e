/** Bug 30, mended: stands in place of activities.ts. */
import { activityInfo, heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function copyPages(repo: string): Promise<void> {
  const last = (activityInfo().heartbeatDetails as number | undefined) ?? -1;
  for (let page = last + 1; page < 20; page++) {
    await sleep('1s');
    ledger.record('page', `${repo}/${page}`);
    heartbeat(page);
  }
}
