/** Case 06, the workflow: a retry loop in the activity catches its cancellation: it never ends, and never yields. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { ask } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function poll(id: string): Promise<void> {
  await ask(id);
}
