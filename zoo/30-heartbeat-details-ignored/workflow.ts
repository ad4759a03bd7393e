/** Bug 30, the workflow: heartbeat details are written but never read: a retry starts from zero. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { copyPages } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function mirror(repo: string): Promise<void> {
  await copyPages(repo);
}
