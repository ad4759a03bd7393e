/** Histories as the SDK's client reads them: `temporal.api.history.v1.HistoryEvent` messages made from plain-object events. */
import type { EventType, HistoryEvent } from '../protocol/event.ts';
import { writtenRunTimeout } from '../protocol/run-timeout.ts';
import { toMessage } from './message.ts';
import type { Message } from './message.ts';

interface EventNames {
  /** The name in the enum `temporal.api.enums.v1.EventType`. */
  readonly eventType: string;
  /** The field that holds the attributes. */
  readonly attributes: string;
}

const names = new Map<EventType, EventNames>();

function namesOf(type: EventType): EventNames {
  let found = names.get(type);
  if (found === undefined) {
    found = {
      eventType: `EVENT_TYPE${type.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
      attributes: `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`,
    };
    names.set(type, found);
  }
  return found;
}

/** Events that a worker may skip without knowing them. */
const WORKER_MAY_IGNORE: ReadonlySet<EventType> = new Set<EventType>([
  'WorkflowExecutionOptionsUpdated',
  'WorkflowExecutionPaused',
  'WorkflowExecutionUnpaused',
]);

/**
 * One event, as a decoded message.
 * @divergence Events that a client reads have no `taskId`, `version`, `links` or `principal`.
 */
export function historyEventToMessage(event: HistoryEvent): Message {
  const { eventType, attributes } = namesOf(event.type);
  return toMessage('temporal.api.history.v1.HistoryEvent', {
    eventId: event.eventId,
    eventTime: event.eventTime,
    eventType,
    userMetadata: event.userMetadata,
    workerMayIgnore: WORKER_MAY_IGNORE.has(event.type) || undefined,
    [attributes]: writtenAttributes(event),
  });
}

/** Timeouts of zero are written, but for those that the start of a workflow by a client leaves out. */
function writtenAttributes(event: HistoryEvent): object {
  if (event.type === 'WorkflowExecutionStarted') {
    const { attributes } = event;
    return {
      ...attributes,
      workflowExecutionTimeout: attributes.workflowExecutionTimeout || undefined,
      workflowRunTimeout: writtenRunTimeout(attributes),
    };
  }
  if (event.type === 'StartChildWorkflowExecutionInitiated') {
    const { workflowExecutionTimeout } = event.attributes;
    return { ...event.attributes, workflowExecutionTimeout: workflowExecutionTimeout || undefined };
  }
  return event.attributes;
}
