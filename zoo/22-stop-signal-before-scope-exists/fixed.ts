/** Bug 22, mended: stands in place of workflow.ts. */
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

const { prepare, think } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const stop: SignalDefinition = defineSignal('stop');

export async function agentTurn(id: string): Promise<string> {
  let stopped = false;
  let scope: CancellationScope | undefined;
  setHandler(stop, () => {
    stopped = true;
    scope?.cancel();
  });
  await prepare(id);
  try {
    await CancellationScope.cancellable(async () => {
      scope = CancellationScope.current();
      if (stopped) scope.cancel();
      await think(id);
    });
  } catch (err) {
    if (isCancellation(err)) return 'stopped';
    throw err;
  }
  return 'finished';
}
