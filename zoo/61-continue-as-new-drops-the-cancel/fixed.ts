/** Bug 61, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  continueAsNew,
  isCancellation,
  log,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { collect } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function hourly(round: number): Promise<void> {
  try {
    await collect(round);
    await sleep('1h');
  } catch (err) {
    if (isCancellation(err)) throw err;
    log.warn('round failed');
  }
  if (round < 3) await continueAsNew<typeof hourly>(round + 1);
}
