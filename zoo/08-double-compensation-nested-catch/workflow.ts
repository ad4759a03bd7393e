/** Bug 08, the workflow: inner and outer catch both compensate the same step. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { charge, refund, ship } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

async function payAndShip(id: string): Promise<void> {
  await charge(id);
  try {
    await ship(id);
  } catch (err) {
    await CancellationScope.nonCancellable(() => refund(id));
    throw err;
  }
}

export async function checkout(id: string): Promise<void> {
  let mayBeCharged = false;
  try {
    mayBeCharged = true;
    await payAndShip(id);
  } catch (err) {
    if (mayBeCharged) await CancellationScope.nonCancellable(() => refund(id)); // BUG: already refunded inside
    throw err;
  }
}
