/** Bug 22, the workflow: stop signal handled while its scope does not exist yet: scope?.cancel() is a silent no-op. */
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
  let scope: CancellationScope | undefined;
  setHandler(stop, () => scope?.cancel()); // BUG: lost while prepare() runs
  await prepare(id);
  try {
    await CancellationScope.cancellable(async () => {
      scope = CancellationScope.current();
      await think(id);
    });
  } catch (err) {
    if (isCancellation(err)) return 'stopped';
    throw err;
  }
  return 'finished';
}
