/** Laws about the form of a history: its numbers, its beginning, its times, and where the events of commands stand. */
import { stampOf } from './event-stamp.ts';
import type { Law } from './law.ts';
import { isCommandEvent } from './run-ledger.ts';

/** L27: ids are consecutive. */
const eventIdsConsecutive: Law = {
  name: 'event-ids-consecutive',
  statement: 'The events of a run are numbered from 1 without a gap.',
  reason:
    'An event gets its number when it is written, buffered ones when they are flushed (historybuilder/event_store.go: assignEventIDToBufferedEvents).',
  among: 'every worker',
  everyEvent: ({ eventId }, { lastEventId }) =>
    eventId === lastEventId + 1 || `its id is ${eventId}, after ${lastEventId}`,
};

/** A history begins with its WorkflowExecutionStarted event, and has no other. */
const historyBeginsWithStart: Law = {
  name: 'history-begins-with-start',
  statement: 'The first event of a history, and no other, is WorkflowExecutionStarted.',
  reason:
    'The transaction that starts a run writes it (history/api/create_workflow_util.go: NewWorkflowWithSignal).',
  among: 'every worker',
  everyEvent({ type }, { length }) {
    if (length === 0)
      return type === 'WorkflowExecutionStarted' || `the history begins with ${type}`;
    return type === 'WorkflowExecutionStarted' ? 'the run is started a second time' : undefined;
  },
};

/** Events of commands follow the completion of the workflow task that carried the commands. */
const commandEventsFollowTheirTask: Law = {
  name: 'command-events-follow-their-task',
  statement:
    'The events of commands directly follow the WorkflowTaskCompleted event that they name, before anything else is written.',
  reason:
    'A completed task, the events of its commands and only then what was buffered meanwhile are one transaction (respondworkflowtaskcompleted/workflow_task_completed_handler.go: handleCommands).',
  among: 'every worker',
  everyEvent({ type, attributes }, { commandsOf }) {
    if (!isCommandEvent(type)) return undefined;
    if (commandsOf === undefined) return 'no workflow task was completed directly before it';
    if (!('workflowTaskCompletedEventId' in attributes)) return true;
    const named = attributes.workflowTaskCompletedEventId;
    return (
      named === commandsOf ||
      `it names event ${named} as its workflow task, the one completed before it is ${commandsOf}`
    );
  },
};

/** L27: times are monotone, as far as they are. */
const eventTimesInOrder: Law = {
  name: 'event-times-in-order',
  statement:
    'Among events that are written at once, among those that wait in the buffer, and among the ends of activities and children that a flush moves to the back, times never decrease.',
  reason:
    'An event is stamped when it comes about, and the buffer keeps the order of arrival but for those ends (historybuilder/event_store.go: reorderBuffer).',
  among: 'every worker',
  everyEvent({ type, eventTime }, { latest, started }) {
    const stamp = stampOf(type);
    if (stamp === 'earlier') {
      const begun = started?.eventTime ?? eventTime;
      return eventTime >= begun || `it happened ${begun - eventTime} ms before its run was started`;
    }
    const before = latest[stamp];
    return (
      eventTime >= before || `its time is ${before - eventTime} ms before that of an earlier event`
    );
  },
};

/** The laws about the form of a history. */
export const historyLaws: readonly Law[] = [
  eventIdsConsecutive,
  historyBeginsWithStart,
  commandEventsFollowTheirTask,
  eventTimesInOrder,
];
