/** Bug 55, the workflow: cancelRequested.finally(...) makes a second promise that rejects unhandled. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { follow, note } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function watch(id: string): Promise<void> {
  let cancelled = false;
  void CancellationScope.current().cancelRequested.finally(() => (cancelled = true)); // BUG
  try {
    await follow(id);
  } finally {
    await CancellationScope.nonCancellable(() => note(cancelled ? 'cancelled' : 'ended'));
  }
}
