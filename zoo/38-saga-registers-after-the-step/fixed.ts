/** Bug 38, mended: stands in place of workflow.ts. */
import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { bookHotel, cancelHotel, bookCar, cancelCar } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function bookTrip(id: string): Promise<void> {
  const undo: Array<() => Promise<void>> = [];
  try {
    undo.unshift(() => cancelHotel(id)); // cancelHotel is a no-op when nothing was booked
    await bookHotel(id);
    undo.unshift(() => cancelCar(id));
    await bookCar(id);
  } catch (err) {
    await CancellationScope.nonCancellable(async () => {
      for (const fn of undo) await fn();
    });
    throw err;
  }
}
