/** Bug 60, the workflow: workflowRunTimeout on a child as a business deadline: it is closed without any cleanup. */
import {
  ActivityCancellationType,
  CancellationScope,
  executeChild,
  proxyActivities,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { lock, unlock, vacuum } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function maintenance(id: string): Promise<void> {
  await lock(id);
  try {
    await vacuum(id);
  } finally {
    await CancellationScope.nonCancellable(() => unlock(id));
  }
}

export async function nightly(id: string): Promise<string> {
  try {
    await executeChild(maintenance, { args: [id], workflowRunTimeout: '12s' }); // BUG: a hard stop
    return 'done';
  } catch (err) {
    return 'tomorrow';
  }
}
