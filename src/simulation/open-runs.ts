/** The runs that are open, and what each of them waits for, in words. */
import type { HistoryEvent } from '../protocol/event.ts';
import type { ExecutionView } from '../service/service.ts';

type WorkflowTask = NonNullable<ExecutionView['workflowTask']>;

/** A sentence such as `Open workflows: order-7 waits for activity 1.` */
export function openRuns(executions: Iterable<ExecutionView>): string {
  const open: string[] = [];
  for (const run of executions) {
    if (run.status !== 'RUNNING') continue;
    const awaited = [
      ...(run.workflowTask === undefined ? [] : [taskOf(run.workflowTask, run.events)]),
      ...run.pendingActivities.map(({ activityId }) => `activity ${activityId}`),
      ...run.pendingTimers.map(({ timerId }) => `timer ${timerId}`),
    ];
    open.push(
      `${run.workflowId} waits for ${awaited.join(', ') || 'a signal, an update or a cancel request'}`,
    );
  }
  return open.length === 0 ? 'No workflow is open.' : `Open workflows: ${open.join('; ')}.`;
}

/** A task that fails is tried for ever, and only its first attempt leaves an event that says why. */
function taskOf({ status, attempt }: WorkflowTask, events: readonly HistoryEvent[]): string {
  if (attempt === 1) {
    return status === 'Scheduled' ? 'a workflow task that no worker takes' : 'its workflow task';
  }
  const ended = events.findLast(
    ({ type }) => type === 'WorkflowTaskFailed' || type === 'WorkflowTaskTimedOut',
  );
  const how =
    ended?.type !== 'WorkflowTaskFailed'
      ? 'timed out'
      : `failed with '${ended.attributes.failure?.message ?? ended.attributes.cause}'`;
  return `its workflow task, which is tried again and again (attempt ${attempt}): the first ${how}`;
}

/** How often a workflow task must have failed in a row for nothing else to be expected of it. */
const ATTEMPTS = 1_000;

/**
 * Whether nothing is left to fall due but the next attempts of workflow tasks that have failed a thousand times in a row.
 *
 * @param alarms - how many alarms are set: a run whose time runs out, or a scenario that sleeps, has one more than there are such tasks
 */
export function onlyFailingTasks(executions: Iterable<ExecutionView>, alarms: number): boolean {
  let failing = 0;
  for (const { status, workflowTask } of executions) {
    if (status !== 'RUNNING' || workflowTask === undefined) continue;
    if (workflowTask.attempt < ATTEMPTS) return false;
    failing++;
  }
  return failing > 0 && alarms <= failing;
}
