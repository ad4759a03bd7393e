/** Bug 64, the workflow: update handler is running when the run is cancelled: its caller never gets an outcome. */
import {
  ActivityCancellationType,
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import type * as activities from './activities.ts';

const { putItem } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const addItem: UpdateDefinition<string, [string]> = defineUpdate('addItem');

export async function cart(_id: string): Promise<void> {
  setHandler(addItem, async (item) => {
    await putItem(item);
    return `added ${item}`;
  });
  await sleep('20s'); // BUG: a cancel here closes the run at once ...
  await condition(allHandlersFinished); // ... only the normal way out waits for the handlers
}
