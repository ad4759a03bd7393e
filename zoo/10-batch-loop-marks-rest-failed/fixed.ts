/** Bug 10, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, isCancellation, proxyActivities } from '@temporalio/workflow';
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
      if (isCancellation(err)) throw err;
      failed.push(r);
    }
  }
  return { failed };
}
