/** Bug 28, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { encode } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function transcode(video: string): Promise<void> {
  await encode(video);
}
