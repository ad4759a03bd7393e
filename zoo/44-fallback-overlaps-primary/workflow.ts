/** Bug 44, the workflow: scope.cancel() and straight on to the fallback: both writers are active. */
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

const { primary, fallback } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const useFallback: SignalDefinition = defineSignal('useFallback');

export async function refresh(id: string): Promise<string> {
  let skip = false;
  let done = false;
  setHandler(useFallback, () => void (skip = true));
  const scope = new CancellationScope();
  const p = scope
    .run(() => primary(id))
    .then(
      () => void (done = true),
      () => undefined,
    );
  await condition(() => skip || done);
  if (done) return 'primary';
  scope.cancel();
  await fallback(id); // BUG: p was not awaited, the primary is still writing
  await p;
  return 'fallback';
}
