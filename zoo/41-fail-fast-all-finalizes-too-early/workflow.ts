/** Bug 41, the workflow: WAIT_CANCELLATION_COMPLETED, but Promise.all rejects on the first acknowledgement. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { runTool, bill } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function runTools(tools: string[]): Promise<void> {
  try {
    await Promise.all(tools.map((t) => runTool(t))); // BUG: fail-fast
  } finally {
    await CancellationScope.nonCancellable(() => bill());
  }
}
