/** Bug 65, the workflow: accepted orders wait in memory, a cancel closes the run over them. */
import {
  ActivityCancellationType,
  defineSignal,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { cook } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const order: SignalDefinition<[string]> = defineSignal('order');

export async function kitchen(): Promise<void> {
  const queue: string[] = [];
  setHandler(order, (o) => void queue.push(o));
  for (let round = 0; round < 3; round++) {
    await sleep('10s');
    for (let o = queue.shift(); o; o = queue.shift()) await cook(o); // BUG: nothing deals with the queue on cancel
  }
  for (let o = queue.shift(); o; o = queue.shift()) await cook(o);
}
