/** Bug 67, the workflow: worker dies after the effect, before the completion is recorded: the retry charges again. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { charge } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function pay(invoice: string): Promise<void> {
  await charge(invoice);
}
