/** Bug 55, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { follow, note } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function watch(id: string): Promise<void> {
  try {
    await follow(id);
  } finally {
    const cancelled = CancellationScope.current().consideredCancelled;
    await CancellationScope.nonCancellable(() => note(cancelled ? 'cancelled' : 'ended'));
  }
}
