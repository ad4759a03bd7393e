/** Bug 34, the workflow: activity cleanup waits with the cancelled context's sleep and is cut off. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { withMount } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function mountJob(volume: string): Promise<void> {
  await withMount(volume);
}
