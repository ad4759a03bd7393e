/** Bug 28, the workflow: heartbeatTimeout of 10 minutes: a crashed worker is noticed after 10 minutes (and beats are throttled to one a minute). */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { encode } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '10m', // BUG
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function transcode(video: string): Promise<void> {
  await encode(video);
}
