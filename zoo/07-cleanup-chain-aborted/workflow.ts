/** Bug 07, the workflow: first cleanup step throws (target already gone), the rest of the cleanup is skipped. */
import {
  ActivityCancellationType,
  CancellationScope,
  executeChild,
  getExternalWorkflowHandle,
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
      if (!ok) await getExternalWorkflowHandle(`worker-${id}`).cancel(); // BUG: throws when it is already closed
      await unreserve(id);
    });
  }
}
