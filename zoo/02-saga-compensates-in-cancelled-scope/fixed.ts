/** Bug 02, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  CancellationScope,
  log,
  proxyActivities,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { addAddress, removeAddress, addClient, removeClient, verify } = proxyActivities<
  typeof activities
>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function openAccount(id: string): Promise<void> {
  const undo: Array<() => Promise<void>> = [];
  try {
    undo.unshift(() => removeAddress(id));
    await addAddress(id);
    undo.unshift(() => removeClient(id));
    await addClient(id);
    await verify(id);
  } catch (err) {
    await CancellationScope.nonCancellable(async () => {
      for (const fn of undo) {
        try {
          await fn();
        } catch (e) {
          log.error('failed to compensate');
        }
      }
    });
    throw err;
  }
}
