/** Bug 11, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { fetchPage } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function crawl(site: string): Promise<number> {
  let pages = 0;
  while (pages < 5) {
    await fetchPage(`${site}/${pages}`);
    pages++;
    await sleep('5s');
  }
  return pages;
}
