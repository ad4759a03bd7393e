/** Case 10, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  CancellationScope,
  allHandlersFinished,
  condition,
  defineSignal,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { play, write } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const note = defineSignal<[string]>('note');

export async function player(id: string): Promise<void> {
  setHandler(note, async (text) => {
    try {
      await CancellationScope.withTimeout('2s', () => write(text));
    } catch (err) {
      if (!isCancellation(err) || CancellationScope.current().consideredCancelled) throw err;
      log.warn('not written');
    }
  });
  await play(id);
  await condition(allHandlersFinished);
}
