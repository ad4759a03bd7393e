/** The runs that are open, and what each of them waits for, in words. */
import type { ExecutionView } from '../service/service.ts';

/** A sentence such as `Open workflows: order-7 waits for activity 1.` */
export function openRuns(executions: Iterable<ExecutionView>): string {
  const open: string[] = [];
  for (const execution of executions) {
    const { workflowId, status, pendingActivities, pendingTimers, workflowTask } = execution;
    if (status !== 'RUNNING') continue;
    const awaited = [
      ...(workflowTask === undefined ? [] : ['a workflow task that no worker takes']),
      ...pendingActivities.map(({ activityId }) => `activity ${activityId}`),
      ...pendingTimers.map(({ timerId }) => `timer ${timerId}`),
    ];
    open.push(
      `${workflowId} waits for ${awaited.join(', ') || 'a signal, an update or a cancel request'}`,
    );
  }
  return open.length === 0 ? 'No workflow is open.' : `Open workflows: ${open.join('; ')}.`;
}
