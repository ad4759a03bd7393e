/** Bug 65, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  CancellationScope,
  defineSignal,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { cook, refuse } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const order: SignalDefinition<[string]> = defineSignal('order');

export async function kitchen(): Promise<void> {
  const queue: string[] = [];
  setHandler(order, (o) => void queue.push(o));
  const drain = async (how: (o: string) => Promise<void>) => {
    for (let o = queue[0]; o; o = queue[0]) {
      await how(o);
      queue.shift(); // leaves the queue only when it has been dealt with
    }
  };
  try {
    for (let round = 0; round < 3; round++) {
      await sleep('10s');
      await drain(cook);
    }
  } finally {
    await CancellationScope.nonCancellable(() => drain(refuse));
  }
}
