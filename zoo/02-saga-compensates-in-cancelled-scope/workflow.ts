/** Bug 02, the workflow: saga compensations run in the cancelled scope and their failure is swallowed. */
import { ActivityCancellationType, log, proxyActivities } from '@temporalio/workflow';
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
    for (const fn of undo) {
      try {
        await fn(); // BUG: on cancel this rejects at once, and the error is only logged
      } catch (e) {
        log.error('failed to compensate');
      }
    }
    throw err;
  }
}
