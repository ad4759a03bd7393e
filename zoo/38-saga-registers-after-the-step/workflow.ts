/** Bug 38, the workflow: compensation registered after the step: a cancel in between loses it. */
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { bookHotel, cancelHotel, bookCar, cancelCar } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
});

export async function bookTrip(id: string): Promise<void> {
  const undo: Array<() => Promise<void>> = [];
  try {
    await bookHotel(id); // BUG: TRY_CANCEL throws here while the booking goes through on the worker
    undo.unshift(() => cancelHotel(id));
    await bookCar(id);
    undo.unshift(() => cancelCar(id));
  } catch (err) {
    await CancellationScope.nonCancellable(async () => {
      for (const fn of undo) await fn();
    });
    throw err;
  }
}
