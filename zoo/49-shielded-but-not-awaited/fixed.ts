/** Bug 49, mended: stands in place of workflow.ts. */
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { commitBatch } = proxyActivities<typeof activities>({ startToCloseTimeout: '5m' });

export async function commitLater(id: string): Promise<void> {
  const commit = CancellationScope.nonCancellable(() => commitBatch(id));
  try {
    await sleep('3s');
  } finally {
    await commit;
  }
}
