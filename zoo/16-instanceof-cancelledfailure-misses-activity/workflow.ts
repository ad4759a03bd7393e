/** Bug 16, the workflow: instanceof CancelledFailure does not match a cancelled activity (ActivityFailure with that cause). */
import { ActivityCancellationType, CancelledFailure, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { livePrice } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function quote(id: string): Promise<number> {
  try {
    return await livePrice(id);
  } catch (err) {
    if (err instanceof CancelledFailure) throw err; // BUG: an activity throws ActivityFailure{cause: CancelledFailure}
    return 100; // list price
  }
}
