/** Case 09, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  CancellationScope,
  isCancellation,
  log,
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
      try {
        await CancellationScope.withTimeout('1m', async () => {
          while (!(await close(id))) await sleep('10s');
        });
      } catch (e) {
        if (!isCancellation(e)) throw e;
        log.warn('gave up closing');
      }
    });
    throw err;
  }
}
