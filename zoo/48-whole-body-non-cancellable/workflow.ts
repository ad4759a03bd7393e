/** Bug 48, the workflow: the whole body is shielded, so a cancel has no effect for days. */
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { activate, deactivate } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' });

export async function trial(user: string): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    await activate(user);
    await sleep('2 days'); // BUG: only deactivate() needed the shield
    await deactivate(user);
  });
}
