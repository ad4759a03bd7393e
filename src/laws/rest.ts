/** Laws about the moment when nothing is left to happen: whatever is still open waits for something that can be named. */
import type { Law, Verdict } from './law.ts';
import type { ActivityRecord, RunLedger } from './run-ledger.ts';
import type { WorldLedger } from './world-ledger.ts';

/** L30: no timer, no question and no task is forgotten. */
const nothingIsForgotten: Law = {
  name: 'nothing-is-forgotten',
  statement:
    'When nothing is left to happen, an open run waits for messages, for running attempts, or for tasks that no worker takes: no timer is open, no question to another workflow unanswered, no task left lying.',
  reason:
    'Every pending thing of a run has a timer or a task that moves it on (workflow/task_generator.go; sdk-python#1813).',
  among: 'every worker',
  atRest(run, world) {
    if (run.closed !== undefined) return undefined;
    return forgottenTimer(run) ?? forgottenQuestion(run) ?? forgottenTask(run, world) ?? true;
  },
};

function forgottenTimer({ timers }: RunLedger): Verdict {
  for (const { started, ended } of timers.values())
    if (ended === undefined)
      return `timer ${started.attributes.timerId} has neither fired nor been canceled`;
  return undefined;
}

function forgottenQuestion({ externals, children }: RunLedger): Verdict {
  for (const { initiated, answered } of externals.values())
    if (!answered) return `event ${initiated.eventId}, ${initiated.type}, has no answer`;
  for (const { initiated, started, closed } of children.values())
    if (started === undefined && closed === undefined)
      return `child ${initiated.attributes.workflowId} has neither been started nor failed to`;
  return undefined;
}

function forgottenTask({ task, started, activities }: RunLedger, { served }: WorldLedger): Verdict {
  if (task?.startedEventId !== undefined && task.startedEventId !== 0)
    return `the workflow task of event ${task.scheduledEventId} has been started and neither completed nor timed out`;
  const queue = started?.attributes.taskQueue.name;
  if (task !== undefined && queue !== undefined && served.workflows.has(queue))
    return `the workflow task of event ${task.scheduledEventId} is not taken, although a worker polls ${queue}`;
  for (const activity of activities.values()) {
    const left = isLeft(activity, served.activities);
    if (left !== undefined) return left;
  }
  return undefined;
}

function isLeft(
  { scheduled, closed, attempt, operated }: ActivityRecord,
  served: ReadonlySet<string>,
): Verdict {
  if (closed !== undefined || operated) return undefined;
  const { activityId, taskQueue, startToCloseTimeout, scheduleToCloseTimeout } =
    scheduled.attributes;
  if (scheduleToCloseTimeout > 0) return `activity ${activityId} has not timed out`;
  if (attempt === undefined)
    return served.has(taskQueue.name)
      ? `activity ${activityId} is not taken, although a worker polls ${taskQueue.name}`
      : undefined;
  return startToCloseTimeout > 0 && attempt.ended === undefined
    ? `attempt ${attempt.task.attempt} of activity ${activityId} has not timed out`
    : undefined;
}

/** The laws about the moment when nothing is left to happen. */
export const restLaws: readonly Law[] = [nothingIsForgotten];
