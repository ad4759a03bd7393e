/** Bug 61, the workflow: cancel swallowed at the end of an iteration, then continueAsNew: the next run was never asked to stop. */
import {
  ActivityCancellationType,
  continueAsNew,
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
    log.warn('round failed'); // BUG: the cancellation too
  }
  if (round < 3) await continueAsNew<typeof hourly>(round + 1);
}
