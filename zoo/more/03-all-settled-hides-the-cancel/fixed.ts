/** Case 03, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { store } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function wrapUp(id: string): Promise<number> {
  const results = await Promise.allSettled([store(id), sleep('20s')]);
  for (const r of results) if (r.status === 'rejected') throw r.reason;
  return results.length;
}
