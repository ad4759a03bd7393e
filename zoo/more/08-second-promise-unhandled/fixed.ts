/** Case 08, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { left, right } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function both(id: string): Promise<void> {
  const results = await Promise.allSettled([left(id), right(id)]);
  for (const r of results) if (r.status === 'rejected') throw r.reason;
}
