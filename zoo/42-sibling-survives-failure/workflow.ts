/** Bug 42, the workflow: one branch of Promise.all times out, the run fails, the sibling goes on and lands its effect later. */
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { stream } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '4s',
  retry: { maximumAttempts: 1 },
});
const { archive } = proxyActivities<typeof activities>({ startToCloseTimeout: '5m' });

export async function dualExport(id: string): Promise<void> {
  await Promise.all([stream(id), archive(id)]); // BUG: nobody stops or awaits the other branch
}
