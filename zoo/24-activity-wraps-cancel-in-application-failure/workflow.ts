/** Bug 24, the workflow: activity converts every error, the cancellation too, into an ApplicationFailure. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { callModel } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function ask(question: string): Promise<string> {
  return await callModel(question);
}
