/** A tour: the parent books a child for each stop, and if one of them fails or all are cancelled, nothing stays booked. */
import {
  CancellationScope,
  executeChild,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { TourActivities } from './activities.ts';

const { book, cancelBooking, waitForGuest } = proxyActivities<TourActivities>({
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '20 minutes',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** One stop: it is booked, and then waits for its guest. */
export async function stop(city: string): Promise<void> {
  try {
    await book(city);
    await waitForGuest(city);
  } catch (error) {
    await CancellationScope.nonCancellable(() => cancelBooking(city));
    throw error;
  }
}

/** All stops at once. If one of them fails the others are cancelled; one that had taken place by then is booked out again. */
export async function tour(cities: readonly string[]): Promise<void> {
  const { workflowId } = workflowInfo();
  const stops = new CancellationScope();
  const children = cities.map((city) =>
    stops.run(() =>
      executeChild(stop, {
        workflowId: `${workflowId}/${city}`,
        args: [city],
        parentClosePolicy: 'REQUEST_CANCEL',
        cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      }),
    ),
  );
  try {
    await Promise.all(children);
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      stops.cancel();
      const ended = await Promise.allSettled(children);
      const visited = cities.filter((_, index) => ended[index]?.status === 'fulfilled');
      await Promise.all(visited.map(cancelBooking));
    });
    throw error;
  }
}
