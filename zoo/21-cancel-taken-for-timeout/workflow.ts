/** Bug 21, the workflow: isCancellation() after withTimeout(): a workflow cancel is reported as a timeout. */
import {
  ActivityCancellationType,
  CancellationScope,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { slowLookup } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function lookup(key: string): Promise<string> {
  try {
    return await CancellationScope.withTimeout('30s', () => slowLookup(key));
  } catch (err) {
    if (isCancellation(err)) return 'timed out'; // BUG: which of the two cancellations was it?
    throw err;
  }
}
