/** Bug 14, the workflow: cancellation re-thrown as a plain Error: the workflow task fails for ever, the run never closes. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { load } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function importFile(name: string): Promise<void> {
  try {
    await load(name);
  } catch (err) {
    throw new Error(`import of ${name} failed: ${err}`); // BUG
  }
}
