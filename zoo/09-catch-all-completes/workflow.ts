/** Bug 09, the workflow: catch-all swallows the cancellation, the run closes as Completed. */
import { ActivityCancellationType, log, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { pull, index } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function syncFeed(id: string): Promise<string> {
  try {
    await pull(id);
    await index(id);
  } catch (err) {
    log.warn('sync failed, will be retried on the next tick'); // BUG: cancellation included
  }
  return 'ok';
}
