/** Bug 68, the workflow: worker dies in the middle of the compensation: the refund is paid twice. */
import {
  ActivityCancellationType,
  CancellationScope,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { charge, refund } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function checkout(id: string): Promise<void> {
  await charge(id);
  try {
    await sleep('20s'); // grace period in which the customer may cancel
  } catch (err) {
    await CancellationScope.nonCancellable(() => refund(id));
    throw err;
  }
}
