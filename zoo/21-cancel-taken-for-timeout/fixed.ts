/** Bug 21, mended: stands in place of workflow.ts. */
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
    const outerCancelled = CancellationScope.current().consideredCancelled;
    if (isCancellation(err) && !outerCancelled) return 'timed out';
    throw err;
  }
}
