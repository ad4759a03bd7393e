/** Bug 10, the workflow: per-item try/catch in a loop: after a cancel every remaining item is burned as 'failed'. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { send } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function mailing(recipients: string[]): Promise<{ failed: string[] }> {
  const failed: string[] = [];
  for (const r of recipients) {
    try {
      await send(r);
    } catch (err) {
      failed.push(r); // BUG: cancellation is not a delivery failure
    }
  }
  return { failed };
}
