/** Bug 07, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  CancellationScope,
  executeChild,
  getExternalWorkflowHandle,
  log,
  proxyActivities,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { reserve, unreserve, transform, publish } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function transformer(id: string): Promise<void> {
  await transform(id);
}

export async function pipeline(id: string): Promise<void> {
  await reserve(id);
  let ok = false;
  try {
    await executeChild(transformer, { workflowId: `worker-${id}`, args: [id] });
    await publish(id);
    ok = true;
  } finally {
    await CancellationScope.nonCancellable(async () => {
      try {
        if (!ok) await getExternalWorkflowHandle(`worker-${id}`).cancel();
      } catch (err) {
        log.info('worker is already gone');
      }
      await unreserve(id);
    });
  }
}
