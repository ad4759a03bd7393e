/** What an event is to Core: made by a command, belonging to an earlier event, or the end of its run. */
import {
  closingStatus,
  type EventId,
  type EventType,
  type HistoryEvent,
} from '../protocol/event.ts';

const COMMAND_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  'ActivityTaskScheduled',
  'ActivityTaskCancelRequested',
  'MarkerRecorded',
  'RequestCancelExternalWorkflowExecutionInitiated',
  'SignalExternalWorkflowExecutionInitiated',
  'StartChildWorkflowExecutionInitiated',
  'TimerStarted',
  'TimerCanceled',
  'UpsertWorkflowSearchAttributes',
  'WorkflowPropertiesModified',
  'WorkflowExecutionUpdateAccepted',
  'WorkflowExecutionUpdateCompleted',
  'WorkflowExecutionCompleted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionCanceled',
  'WorkflowExecutionContinuedAsNew',
]);

/** Whether an event was made by a command of a workflow task. */
export const isCommandEvent = (type: EventType): boolean => COMMAND_EVENTS.has(type);

/** Whether an event ends its run. */
export const isFinalEvent = (type: EventType): boolean => closingStatus(type) !== undefined;

/** The earlier event that an event belongs to, for those that are not made by a command. */
export function initiatingEventId(event: HistoryEvent): EventId | undefined {
  switch (event.type) {
    case 'ActivityTaskStarted':
    case 'ActivityTaskCompleted':
    case 'ActivityTaskFailed':
    case 'ActivityTaskTimedOut':
    case 'ActivityTaskCanceled':
    case 'WorkflowTaskStarted':
    case 'WorkflowTaskCompleted':
    case 'WorkflowTaskTimedOut':
    case 'WorkflowTaskFailed':
      return event.attributes.scheduledEventId;
    case 'TimerFired':
      return event.attributes.startedEventId;
    case 'RequestCancelExternalWorkflowExecutionFailed':
    case 'ExternalWorkflowExecutionCancelRequested':
    case 'SignalExternalWorkflowExecutionFailed':
    case 'ExternalWorkflowExecutionSignaled':
    case 'StartChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionStarted':
    case 'ChildWorkflowExecutionCompleted':
    case 'ChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionCanceled':
    case 'ChildWorkflowExecutionTimedOut':
    case 'ChildWorkflowExecutionTerminated':
      return event.attributes.initiatedEventId;
    default:
      return undefined;
  }
}
