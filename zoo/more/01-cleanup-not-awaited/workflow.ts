/** Case 01, the workflow: shielded cleanup is started and not awaited: the run closes with it, and it never begins. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { run, close } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function job(id: string): Promise<void> {
  try {
    await run(id);
  } catch (err) {
    void CancellationScope.nonCancellable(() => close(id)); // BUG: the run closes with it, it never starts
    throw err;
  }
}
