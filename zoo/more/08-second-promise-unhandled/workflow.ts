/** Case 08, the workflow: two activities are awaited one after the other: when both are cancelled, nobody handles the second. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { left, right } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function both(id: string): Promise<void> {
  const l = left(id);
  const r = right(id);
  await l; // BUG: when both reject, nobody handles r
  await r;
}
