/** Bug 58, mended: stands in place of workflow.ts. */
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
    const cancelledByCustomer =
      isCancellation(err) && CancellationScope.current().consideredCancelled;
    if (cancelledByCustomer) return 'cancelled by customer';
    await CancellationScope.nonCancellable(() => refund(id));
    if (isCancellation(err)) return 'shipping was cancelled, refunded';
    throw err;
  }
}
