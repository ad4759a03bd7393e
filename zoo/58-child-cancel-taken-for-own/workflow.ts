/** Bug 58, the workflow: isCancellation() is true for a cancelled child: the parent believes that it was cancelled itself. */
import {
  ActivityCancellationType,
  CancellationScope,
  executeChild,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { charge, refund, ship } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function shipping(id: string): Promise<void> {
  await ship(id);
}

export async function fulfil(id: string): Promise<string> {
  await charge(id);
  try {
    await executeChild(shipping, { args: [id] });
    return 'shipped';
  } catch (err) {
    if (isCancellation(err)) return 'cancelled by customer'; // BUG: "the cancel endpoint refunds", but only the child was cancelled
    await CancellationScope.nonCancellable(() => refund(id));
    throw err;
  }
}
