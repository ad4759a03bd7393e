/** What an event is about, in a few words, where its type does not say. */
import type { HistoryEvent } from '../protocol/event.ts';

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** A span of time in its largest whole unit: `'3 s'`, `'1 d'`, `'1500 ms'`. */
export function spanText(ms: number): string {
  const [size, unit] = UNITS.find(([of]) => ms >= of && ms % of === 0) ?? [1, 'ms'];
  return `${ms / size} ${unit}`;
}

/** A name, a reason, a kind of timeout; empty where the type of the event says it all. */
export function detailOf(event: HistoryEvent): string {
  switch (event.type) {
    case 'WorkflowExecutionStarted':
      return event.attributes.workflowType.name;
    case 'ActivityTaskScheduled':
      return event.attributes.activityType.name;
    case 'ActivityTaskStarted':
      return event.attributes.attempt > 1 ? `attempt ${event.attributes.attempt}` : '';
    case 'ActivityTaskTimedOut':
      return (event.attributes.failure.timeoutFailureInfo?.timeoutType ?? '')
        .replace('TIMEOUT_TYPE_', '')
        .toLowerCase();
    case 'TimerStarted':
      return spanText(event.attributes.startToFireTimeout);
    case 'WorkflowExecutionSignaled':
      return event.attributes.signalName;
    case 'WorkflowExecutionTerminated':
      return event.attributes.reason ?? '';
    case 'WorkflowTaskFailed':
      return event.attributes.failure?.message ?? '';
    case 'MarkerRecorded':
      return event.attributes.markerName;
    default:
      return '';
  }
}

/** The activity or the child, by its type, that an event of a history is about, where the event itself does not name it. */
export function subjectOf(
  { type, attributes }: HistoryEvent,
  history: readonly HistoryEvent[],
): string {
  if (type.startsWith('ChildWorkflow') || type === 'StartChildWorkflowExecutionInitiated')
    return 'workflowType' in attributes ? attributes.workflowType.name : '';
  const scheduled =
    'scheduledEventId' in attributes ? history[attributes.scheduledEventId - 1] : undefined;
  return scheduled?.type === 'ActivityTaskScheduled' ? scheduled.attributes.activityType.name : '';
}

/** An event as one line: its id, its type, and what it is about. */
export function eventText(event: HistoryEvent): string {
  const detail = detailOf(event);
  return `${String(event.eventId).padStart(2)} ${event.type}${detail === '' ? '' : ` ${detail}`}`;
}
