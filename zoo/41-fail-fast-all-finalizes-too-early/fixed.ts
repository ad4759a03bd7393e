/** Bug 41, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { runTool, bill } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function runTools(tools: string[]): Promise<void> {
  try {
    const results = await Promise.allSettled(tools.map((t) => runTool(t)));
    for (const r of results) if (r.status === 'rejected') throw r.reason;
  } finally {
    await CancellationScope.nonCancellable(() => bill());
  }
}
