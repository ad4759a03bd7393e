/** Bug 44, mended: stands in place of workflow.ts. */
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
  if (!done) scope.cancel();
  await p;
  if (done) return 'primary';
  await fallback(id);
  return 'fallback';
}
