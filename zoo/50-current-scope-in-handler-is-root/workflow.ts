/** Bug 50, the workflow: CancellationScope.current().cancel() in a signal handler cancels the root scope: run Failed with CancelledFailure. */
import {
  ActivityCancellationType,
  CancellationScope,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { play } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const skipIntro: SignalDefinition = defineSignal('skipIntro');

export async function player(id: string): Promise<void> {
  setHandler(skipIntro, () => CancellationScope.current().cancel()); // BUG: that is the root scope
  try {
    await CancellationScope.cancellable(() => play(`${id}/intro`));
  } catch (err) {
    if (!isCancellation(err)) throw err;
  }
  await play(`${id}/film`);
}
