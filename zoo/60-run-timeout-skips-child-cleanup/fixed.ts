/** Bug 60, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  ApplicationFailure,
  CancellationScope,
  executeChild,
  isCancellation,
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
    await CancellationScope.withTimeout('11s', () => vacuum(id)); // soft deadline, inside the workflow
  } catch (err) {
    if (!isCancellation(err) || CancellationScope.current().consideredCancelled) throw err;
    throw ApplicationFailure.nonRetryable('maintenance window is over');
  } finally {
    await CancellationScope.nonCancellable(() => unlock(id));
  }
}

export async function nightly(id: string): Promise<string> {
  try {
    await executeChild(maintenance, { args: [id], workflowRunTimeout: '10m' });
    return 'done';
  } catch (err) {
    return 'tomorrow';
  }
}
