/** Case 03, the workflow: promise.allSettled waits for an activity that completes, and hides the timer that was cancelled. */
import { ActivityCancellationType, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { store } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function wrapUp(id: string): Promise<number> {
  const results = await Promise.allSettled([store(id), sleep('20s')]);
  return results.filter((r) => r.status === 'fulfilled').length; // BUG
}
