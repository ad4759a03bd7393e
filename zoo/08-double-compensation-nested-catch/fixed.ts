/** Bug 08, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { charge, refund, ship } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function checkout(id: string): Promise<void> {
  await charge(id); // waits for the true outcome: throws only if nothing was charged
  try {
    await ship(id);
  } catch (err) {
    await CancellationScope.nonCancellable(() => refund(id)); // the one place that compensates
    throw err;
  }
}
