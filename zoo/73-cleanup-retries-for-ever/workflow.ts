/** Bug 73, the workflow: cleanup of something that was never created fails and is retried without end: the run never closes. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { createVm, useVm, deleteVm } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function vmJob(id: string): Promise<void> {
  try {
    await createVm(id);
    await useVm(id);
  } finally {
    await CancellationScope.nonCancellable(() => deleteVm(id)); // default retry policy: unlimited
  }
}
