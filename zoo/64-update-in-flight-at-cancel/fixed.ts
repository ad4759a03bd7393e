/** Bug 64, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  allHandlersFinished,
  CancellationScope,
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
  try {
    await sleep('20s');
  } finally {
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}
