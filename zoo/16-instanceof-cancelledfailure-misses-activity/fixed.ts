/** Bug 16, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, isCancellation, proxyActivities } from '@temporalio/workflow';
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
    if (isCancellation(err)) throw err;
    return 100;
  }
}
