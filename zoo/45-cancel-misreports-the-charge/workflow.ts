/** Bug 45, the workflow: on cancel the customer is told 'nothing was charged' although the cancelled call may have charged. */
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { charge, notify, pack } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' });

export async function order(id: string): Promise<void> {
  let charged = false;
  try {
    await charge(id); // BUG: TRY_CANCEL rejects although the charge goes through
    charged = true;
    await pack(id);
  } finally {
    await CancellationScope.nonCancellable(() => notify(charged ? 'charged' : 'not-charged'));
  }
}
