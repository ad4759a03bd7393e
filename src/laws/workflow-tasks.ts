/** Laws about workflow tasks: one at a time, each scheduled, started and ended in this order, and only its own worker is heard. */
import type { EventId, EventType } from '../protocol/event.ts';
import type { Law, Verdict } from './law.ts';
import type { RunLedger } from './run-ledger.ts';

/** At most one workflow task is pending. */
const oneWorkflowTaskAtATime: Law = {
  name: 'one-workflow-task-at-a-time',
  statement: 'No workflow task is scheduled while another one of its run is scheduled or started.',
  reason:
    'Whatever asks for a workflow task finds the pending one (history/api/update_workflow_util.go: UpdateWorkflowWithNew).',
  among: 'every worker',
  events: {
    WorkflowTaskScheduled: (_event, { task }) =>
      task === undefined || `the task of event ${task.scheduledEventId} has not ended`,
  },
};

function ends(
  { scheduledEventId, startedEventId }: { scheduledEventId: EventId; startedEventId: EventId },
  { task }: RunLedger,
): Verdict {
  if (task === undefined) return 'no workflow task is scheduled or started';
  if (scheduledEventId !== task.scheduledEventId)
    return `it names the task scheduled in event ${scheduledEventId}, the pending one is that of ${task.scheduledEventId}`;
  return (
    startedEventId === task.startedEventId ||
    `it names event ${startedEventId} as the start of its task, which is ${task.startedEventId}`
  );
}

/** L27: the events of a workflow task refer to one another. */
const workflowTaskEventsPair: Law = {
  name: 'workflow-task-events-pair',
  statement:
    'A workflow task is started after it was scheduled, ends once, and its events name the ones before.',
  reason:
    'The service has one pending task to start and to end, with the numbers of its events (workflow/workflow_task_state_machine.go).',
  among: 'every worker',
  events: {
    WorkflowTaskStarted({ attributes: { scheduledEventId } }, { task }) {
      if (task === undefined) return 'no workflow task is scheduled';
      if (task.startedEventId !== 0)
        return `the task has been started already, in event ${task.startedEventId}`;
      return (
        scheduledEventId === task.scheduledEventId ||
        `it names the task scheduled in event ${scheduledEventId}, the pending one is that of ${task.scheduledEventId}`
      );
    },
    WorkflowTaskCompleted: ({ attributes }, run) =>
      attributes.startedEventId === 0
        ? 'it was completed without having been started'
        : ends(attributes, run),
    WorkflowTaskFailed: ({ attributes }, run) => ends(attributes, run),
    WorkflowTaskTimedOut: ({ attributes }, run) => ends(attributes, run),
  },
};

const TASK_ENDS: ReadonlySet<EventType> = new Set<EventType>([
  'WorkflowTaskCompleted',
  'WorkflowTaskFailed',
  'WorkflowTaskTimedOut',
]);

/** What happens while a workflow task is started waits in the buffer. */
const startedTaskHoldsEventsBack: Law = {
  name: 'started-task-holds-events-back',
  statement: 'The event that follows WorkflowTaskStarted is the end of that task.',
  reason:
    'While a task is started, whatever else happens waits in the buffer, so that the worker decides on the history that it has seen (historybuilder/event_store.go: add, FlushBufferToCurrentBatch).',
  among: 'every worker',
  everyEvent({ type }, { task }) {
    if (task === undefined || task.startedEventId === 0) return undefined;
    if (TASK_ENDS.has(type)) return true;
    // Not this law's to report: the task is started or scheduled once more.
    if (type === 'WorkflowTaskStarted' || type === 'WorkflowTaskScheduled') return undefined;
    return `${type} was written while the task of event ${task.scheduledEventId} was started`;
  },
};

/** The answer to a workflow task counts only while the task is the pending one. */
const onlyOpenTaskIsHeard: Law = {
  name: 'only-open-task-is-heard',
  statement:
    'The completion of a workflow task is refused if its run is closed or another task has been handed out since.',
  reason:
    'The token names one start of one task; any other gets NotFound (history/api/respondworkflowtaskcompleted/api.go: Invoke).',
  among: 'every worker',
  occurrences: {
    Answered({ callId, reply }, world) {
      const call = world.calls.get(callId);
      if (call?.request.method !== 'RespondWorkflowTaskCompleted') return undefined;
      const { run, afterClose, superseded } = call;
      if (!afterClose && !superseded) return run === undefined ? undefined : true;
      if (!reply.ok) return true;
      return afterClose
        ? 'the completion of a task of a closed run was accepted'
        : 'the completion of a task was accepted although a later one had been handed out';
    },
  },
};

/** The laws about workflow tasks. */
export const workflowTaskLaws: readonly Law[] = [
  oneWorkflowTaskAtATime,
  workflowTaskEventsPair,
  startedTaskHoldsEventsBack,
  onlyOpenTaskIsHeard,
];
