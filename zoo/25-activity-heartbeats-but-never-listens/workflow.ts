/** Bug 25, the workflow: activity heartbeats but waits with plain timers: the cancel is delivered and nobody looks. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { rebuild } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function reindex(id: string): Promise<void> {
  await rebuild(id);
}
