/** Case 10, the workflow: the CancelledFailure of withTimeout escapes a signal handler, and fails the run. */
import {
  ActivityCancellationType,
  CancellationScope,
  allHandlersFinished,
  condition,
  defineSignal,
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
    await CancellationScope.withTimeout('2s', () => write(text)); // BUG: its CancelledFailure fails the run
  });
  await play(id);
  await condition(allHandlersFinished);
}
