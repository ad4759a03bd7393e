/** Case 05, the workflow: the activity races its work against its cancellation: the attempt ends, the work goes on. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { build } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function index(id: string): Promise<void> {
  await build(id);
}
