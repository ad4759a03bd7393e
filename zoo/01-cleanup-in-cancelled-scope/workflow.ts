/** Bug 01, the workflow: cleanup activity called inside the already-cancelled scope. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { openSandbox, runJob, closeSandbox } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function sandboxJob(id: string): Promise<void> {
  try {
    await openSandbox(id);
    await runJob(id);
  } finally {
    await closeSandbox(id); // BUG: after a cancel this scope is dead, the activity is never scheduled
  }
}
