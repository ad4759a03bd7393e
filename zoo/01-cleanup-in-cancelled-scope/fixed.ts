/** Bug 01, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { openSandbox, runJob, closeSandbox } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function sandboxJob(id: string): Promise<void> {
  try {
    await openSandbox(id);
    await runJob(id);
  } finally {
    await CancellationScope.nonCancellable(() => closeSandbox(id));
  }
}
