/** Bug 50, mended: stands in place of workflow.ts. */
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
  const intro = new CancellationScope();
  setHandler(skipIntro, () => intro.cancel());
  try {
    await intro.run(() => play(`${id}/intro`));
  } catch (err) {
    if (!isCancellation(err)) throw err;
  }
  await play(`${id}/film`);
}
