/** Case 01, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { run, close } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function job(id: string): Promise<void> {
  try {
    await run(id);
  } catch (err) {
    await CancellationScope.nonCancellable(() => close(id));
    throw err;
  }
}
