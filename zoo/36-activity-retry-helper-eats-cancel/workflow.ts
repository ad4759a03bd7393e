/** Bug 36, the workflow: retry helper inside the activity catches the cancellation and hammers the service without delay. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { fetchWithRetry } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function poll(url: string): Promise<string> {
  return await fetchWithRetry(url);
}
