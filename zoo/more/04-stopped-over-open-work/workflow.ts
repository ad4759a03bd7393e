/** Case 04, the workflow: the run looks at consideredCancelled, and returns while its activity is under way. */
import {
  ActivityCancellationType,
  CancellationScope,
  condition,
  proxyActivities,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const { work } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export async function wait(id: string): Promise<string> {
  const scope = CancellationScope.current();
  return await Promise.race([
    work(id).then(
      () => 'done',
      () => 'failed',
    ),
    condition(() => scope.consideredCancelled).then(
      () => 'stopped',
      () => 'stopped',
    ), // BUG
  ]);
}
