/** Case 02, the workflow: another workflow is to be cancelled from a scope that is itself cancelled: the request is never sent. */
import {
  ActivityCancellationType,
  ParentClosePolicy,
  getExternalWorkflowHandle,
  proxyActivities,
  startChild,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { work, step } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function copyOver(id: string): Promise<void> {
  await work(id);
}
export async function migrate(id: string): Promise<void> {
  await startChild(copyOver, {
    workflowId: 'copy-over',
    args: [id],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
  try {
    await step(id);
  } finally {
    await getExternalWorkflowHandle('copy-over').cancel(); // BUG: in the dead scope it throws before it is sent, or before it is known
  }
}
