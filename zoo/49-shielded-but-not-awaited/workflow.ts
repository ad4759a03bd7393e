/** Bug 49, the workflow: A shielded activity is started, then the run is cancelled elsewhere and closes without it. */
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { commitBatch } = proxyActivities<typeof activities>({ startToCloseTimeout: '5m' });

export async function commitLater(id: string): Promise<void> {
  const commit = CancellationScope.nonCancellable(() => commitBatch(id));
  await sleep('3s'); // BUG: a cancel here closes the run while the shielded commit is in flight
  await commit;
}
