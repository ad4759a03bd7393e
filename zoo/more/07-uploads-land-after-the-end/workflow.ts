/** Case 07, the workflow: the activity throws on its cancellation while uploads that it has begun are under way. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { upload } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function archive(id: string): Promise<void> {
  await upload(id);
}
