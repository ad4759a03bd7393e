/** Bug 45, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { charge, notify, pack } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function order(id: string): Promise<void> {
  let charged = false;
  try {
    await charge(id);
    charged = true;
    await pack(id);
  } finally {
    await CancellationScope.nonCancellable(() => notify(charged ? 'charged' : 'not-charged'));
  }
}
