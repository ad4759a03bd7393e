/** Bug 56, mended: stands in place of workflow.ts. */
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
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}
