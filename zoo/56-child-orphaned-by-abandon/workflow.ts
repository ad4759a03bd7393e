/** Bug 56, the workflow: child started with ABANDON goes on polling after its parent was cancelled. */
import {
  ActivityCancellationType,
  ChildWorkflowCancellationType,
  executeChild,
  ParentClosePolicy,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { tick } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function poller(id: string): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await tick(id);
    await sleep('5s');
  }
}

export async function syncAll(id: string): Promise<void> {
  await executeChild(poller, {
    args: [id],
    parentClosePolicy: ParentClosePolicy.ABANDON, // BUG: both copied from a fire-and-forget example
    cancellationType: ChildWorkflowCancellationType.ABANDON,
  });
}
