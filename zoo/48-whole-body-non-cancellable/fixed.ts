/** Bug 48, mended: stands in place of workflow.ts. */
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { activate, deactivate } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' });

export async function trial(user: string): Promise<void> {
  try {
    await CancellationScope.nonCancellable(() => activate(user));
    await sleep('2 days');
  } finally {
    await CancellationScope.nonCancellable(() => deactivate(user));
  }
}
