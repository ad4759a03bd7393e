/** Bug 47, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  CancellationScope,
  condition,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { serve, requestStop } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const stopped: SignalDefinition = defineSignal('stopped');

export async function stopCluster(id: string): Promise<void> {
  let acked = false;
  setHandler(stopped, () => void (acked = true));
  try {
    await serve(id);
  } catch (err) {
    await CancellationScope.nonCancellable(async () => {
      await requestStop(id);
      await condition(() => acked, '1m');
    });
    throw err;
  }
}
