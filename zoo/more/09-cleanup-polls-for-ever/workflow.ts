/** Case 09, the workflow: shielded cleanup polls for something that never comes. */
import {
  ActivityCancellationType,
  CancellationScope,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
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
    await CancellationScope.nonCancellable(async () => {
      for (;;) {
        const closed = await close(id);
        if (closed) break; // BUG: without end
        await sleep('10s');
      }
    });
    throw err;
  }
}
