/** Bug 27, the workflow: activity heartbeats every second but no heartbeatTimeout is set: beats are throttled to one per 30 s. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { fit } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1h', // BUG: no heartbeatTimeout
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function train(model: string): Promise<void> {
  await fit(model);
}
