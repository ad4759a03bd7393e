/** Bug 14, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
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
    if (isCancellation(err)) throw err;
    throw ApplicationFailure.create({
      message: `import of ${name} failed`,
      cause: err as Error,
      nonRetryable: true,
    });
  }
}
