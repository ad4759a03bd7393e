/** Case 11, mended: stands in place of workflow.ts. */
import {
  ActivityCancellationType,
  ParentClosePolicy,
  condition,
  defineSignal,
  proxyActivities,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { work } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
export const done = defineSignal('done');

export async function child(_id: string): Promise<void> {
  let finished = false;
  setHandler(done, () => void (finished = true));
  await condition(() => finished, '1h');
}
export async function parent(id: string): Promise<void> {
  const handle = await startChild(child, {
    workflowId: 'child',
    args: [id],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
  await work(id);
  await handle.signal(done);
  await handle.result();
}
