/** Bug 42, mended: stands in place of workflow.ts. */
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { stream } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '4s',
  retry: { maximumAttempts: 1 },
});
const { archive } = proxyActivities<typeof activities>({ startToCloseTimeout: '5m' });

export async function dualExport(id: string): Promise<void> {
  const results = await Promise.allSettled([stream(id), archive(id)]);
  for (const r of results) if (r.status === 'rejected') throw r.reason;
}
