/** Case 02, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  CancellationScope,
  ParentClosePolicy,
  getExternalWorkflowHandle,
  log,
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
    await CancellationScope.nonCancellable(async () => {
      try {
        await getExternalWorkflowHandle('copy-over').cancel();
      } catch (err) {
        log.info('gone');
      }
    });
  }
}
