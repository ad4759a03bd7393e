/** Bug 27, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { fit } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function train(model: string): Promise<void> {
  await fit(model);
}
