/** Wrong histories, made from right ones: what no service has written, or no run of the workflow code can have led to. */
import { EVENT_FIELDS } from '../src/protocol/event-fields.ts';
import { closingStatus } from '../src/protocol/event.ts';
import type { EventType, HistoryEvent } from '../src/protocol/event.ts';
import type { Fields } from '../src/protocol/field-kinds.ts';

type Events = readonly HistoryEvent[];

/** One wrong history. */
export interface Mutant {
  /** What was done, to which event: `dropped 12 TimerFired`. */
  readonly name: string;
  readonly events: Events;
}

/** A way of making a history wrong: all the places at which it can be done. */
export type Mutation = (events: Events) => Iterable<Mutant>;

const label = ({ eventId, type }: HistoryEvent): string => `${eventId} ${type}`;

/** An event with other attributes, whether or not they make sense for its type. */
const withAttributes = (event: HistoryEvent, change: object): HistoryEvent =>
  ({ ...event, attributes: { ...event.attributes, ...change } }) as HistoryEvent;

/** The attributes of an event that are ids of earlier events, and are set. */
function references(event: HistoryEvent): [name: string, id: number][] {
  const fields: Fields = EVENT_FIELDS[event.type];
  return Object.entries(event.attributes).filter(
    ([name, value]) => fields[name]?.kind.type === 'eventId' && value !== 0 && value !== undefined,
  ) as [string, number][];
}

/**
 * Numbers events from 1 in the order in which they stand, and lets their references follow. Where an event stands twice,
 * references mean the one that stands first; those to an event that is gone mean whatever has its number now.
 */
function renumbered(events: Events): Events {
  const numbers = new Map<number, number>();
  events.forEach(({ eventId }, index) => {
    if (!numbers.has(eventId)) numbers.set(eventId, index + 1);
  });
  return events.map((event, index) => {
    const moved = references(event).map(([name, id]) => [name, numbers.get(id) ?? id]);
    return { ...withAttributes(event, Object.fromEntries(moved)), eventId: index + 1 };
  });
}

const replaced = (events: Events, event: HistoryEvent, by: HistoryEvent): Events =>
  events.map((other) => (other === event ? by : other));

const inserted = (events: Events, at: number, event: HistoryEvent): Events =>
  renumbered([...events.slice(0, at), event, ...events.slice(at)]);

/** What may be missing: it might have come later, or not at all, and neither code nor service goes by it. */
const DISPENSABLE: ReadonlySet<EventType> = new Set<EventType>([
  'ExternalWorkflowExecutionCancelRequested',
  'ChildWorkflowExecutionCanceled',
]);

/** An event is left out, and the numbers are made good. The last one may be missing of any history: it goes on. */
function* dropped(events: Events): Iterable<Mutant> {
  for (const event of events.slice(0, -1)) {
    if (DISPENSABLE.has(event.type)) continue;
    const rest = renumbered(events.filter((other) => other !== event));
    yield { name: `dropped ${label(event)}`, events: rest };
  }
}

/** An event is left out, and its number is missing. */
function* lost(events: Events): Iterable<Mutant> {
  for (const event of events.slice(0, -1)) {
    yield { name: `lost ${label(event)}`, events: events.filter((other) => other !== event) };
  }
}

/** An event is there twice. A signal may come twice. */
function* doubled(events: Events): Iterable<Mutant> {
  for (const [at, event] of events.entries()) {
    if (event.type === 'WorkflowExecutionSignaled') continue;
    yield { name: `doubled ${label(event)}`, events: inserted(events, at, event) };
  }
}

/** An event changes places with the next. Most may come before a workflow task is scheduled as well as after it. */
function* swapped(events: Events): Iterable<Mutant> {
  for (const [at, event] of events.slice(0, -1).entries()) {
    const next = events[at + 1];
    if (next === undefined || (at > 0 && next.type === 'WorkflowTaskScheduled')) continue;
    const order = renumbered([...events.slice(0, at), next, event, ...events.slice(at + 2)]);
    yield { name: `swapped ${label(event)} and ${next.type}`, events: order };
  }
}

/** A reference to an earlier event names its neighbour, or nothing. */
function* misdirected(events: Events): Iterable<Mutant> {
  for (const event of events) {
    for (const [name, id] of references(event)) {
      for (const other of [id - 1, id + 1, 0]) {
        const by = withAttributes(event, { [name]: other });
        yield {
          name: `misdirected ${label(event)} ${name} ${other - id < -1 ? 'to none' : other - id}`,
          events: replaced(events, event, by),
        };
      }
    }
  }
}

/** What else of an event can be wrong, by its type. */
const WRONG: Partial<Record<EventType, Readonly<Record<string, object>>>> = {
  WorkflowExecutionStarted: { type: { workflowType: { name: 'unheardOf' } } },
  ActivityTaskScheduled: {
    id: { activityId: '77' },
    type: { activityType: { name: 'unheardOf' } },
  },
  ActivityTaskFailed: { 'retry state': { retryState: 'RETRY_STATE_IN_PROGRESS' } },
  ActivityTaskTimedOut: { 'retry state': { retryState: 'RETRY_STATE_IN_PROGRESS' } },
  TimerStarted: { id: { timerId: '77' } },
  TimerFired: { id: { timerId: '77' } },
  TimerCanceled: { id: { timerId: '77' } },
  MarkerRecorded: { name: { markerName: 'core_patch' }, details: { details: {} } },
  StartChildWorkflowExecutionInitiated: {
    id: { workflowId: 'unheard-of' },
    type: { workflowType: { name: 'unheardOf' } },
  },
  WorkflowExecutionUpdateAccepted: { id: { protocolInstanceId: 'unheard-of' } },
  WorkflowExecutionUpdateCompleted: { id: { meta: { updateId: 'unheard-of' } } },
};

/** An attribute is wrong that is no reference. */
function* misstated(events: Events): Iterable<Mutant> {
  for (const event of events) {
    for (const [what, change] of Object.entries(WRONG[event.type] ?? {})) {
      const by = withAttributes(event, change);
      yield {
        name: `misstated ${label(event)} ${what}`,
        events: replaced(events, event, by),
      };
    }
  }
}

const HOUR = 3_600_000;

/** What is written at once, after something else has been; other events may carry a time of before. */
const STAMPED_AT_ONCE =
  /^(WorkflowTaskCompleted|WorkflowTaskFailed|TimerStarted|TimerCanceled|ActivityTaskScheduled|ActivityTaskCancelRequested|MarkerRecorded|WorkflowExecution(Completed|Failed|Canceled|ContinuedAsNew))$/;

/** An event carries a time of long before that at which it happened. */
function* mistimed(events: Events): Iterable<Mutant> {
  for (const event of events) {
    if (!STAMPED_AT_ONCE.test(event.type) && event.type !== 'TimerFired') continue;
    const moved = { ...event, eventTime: event.eventTime - HOUR };
    yield { name: `mistimed ${label(event)}`, events: replaced(events, event, moved) };
  }
}

/** Events that are put where they have no business to be. */
const strays = (at: HistoryEvent): readonly HistoryEvent[] => {
  const stray = (type: EventType, attributes: object): HistoryEvent =>
    ({ type, eventId: 0, eventTime: at.eventTime, attributes }) as HistoryEvent;
  const taskQueue = { name: 'elsewhere' };
  return [
    stray('WorkflowExecutionCanceled', { workflowTaskCompletedEventId: at.eventId }),
    stray('WorkflowTaskScheduled', { taskQueue, startToCloseTimeout: 10_000, attempt: 1 }),
    stray('WorkflowTaskStarted', { scheduledEventId: at.eventId }),
    stray('ActivityTaskStarted', { scheduledEventId: at.eventId, attempt: 1 }),
    stray('ActivityTaskCompleted', { scheduledEventId: at.eventId, startedEventId: at.eventId }),
    stray('TimerStarted', {
      timerId: '77',
      startToFireTimeout: 1000,
      workflowTaskCompletedEventId: at.eventId,
    }),
    stray('TimerFired', { timerId: '77', startedEventId: at.eventId }),
    stray('MarkerRecorded', {
      markerName: 'core_local_activity',
      workflowTaskCompletedEventId: at.eventId,
    }),
    stray('ChildWorkflowExecutionStarted', {
      namespace: 'default',
      initiatedEventId: at.eventId,
      workflowExecution: { workflowId: 'nobody', runId: 'nobody' },
      workflowType: { name: 'unheardOf' },
    }),
    stray('WorkflowExecutionUpdateCompleted', {
      meta: { updateId: 'unheard-of' },
      acceptedEventId: at.eventId,
      outcome: { success: { payloads: [] } },
    }),
    stray('WorkflowExecutionTimedOut', { retryState: 'RETRY_STATE_TIMEOUT' }),
  ];
};

/** Something is recorded that has no cause. */
function* added(events: Events): Iterable<Mutant> {
  for (const [at, event] of events.slice(0, -1).entries()) {
    for (const stray of strays(event)) {
      yield {
        name: `added ${stray.type} after ${label(event)}`,
        events: inserted(events, at + 1, stray),
      };
    }
  }
}

/** The run is closed, and goes on. */
function* continued(events: Events): Iterable<Mutant> {
  const last = events.at(-1);
  if (last === undefined || closingStatus(last.type) === undefined) return;
  const more = [
    ...strays(last),
    ...events.slice(1).map((event) => ({ ...event, eventTime: last.eventTime })),
  ];
  const seen = new Set<EventType>();
  for (const event of more) {
    if (seen.has(event.type)) continue;
    seen.add(event.type);
    yield {
      name: `continued with ${event.type} after ${last.type}`,
      events: [...events, { ...event, eventId: events.length + 1 }],
    };
  }
}

const ENDS: readonly EventType[] = [
  'WorkflowExecutionCompleted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionCanceled',
];

/** The run closes in another way than its code did. */
function* misended(events: Events): Iterable<Mutant> {
  const last = events.at(-1);
  if (last === undefined || !ENDS.includes(last.type)) return;
  const { workflowTaskCompletedEventId } = last.attributes as {
    readonly workflowTaskCompletedEventId: number;
  };
  for (const type of ENDS.filter((other) => other !== last.type)) {
    const attributes = { workflowTaskCompletedEventId, retryState: 'RETRY_STATE_TIMEOUT' };
    const by = { ...last, type, attributes } as unknown as HistoryEvent;
    yield { name: `misended ${label(last)} as ${type}`, events: replaced(events, last, by) };
  }
}

/** Every way of making a history wrong, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  dropped,
  lost,
  doubled,
  swapped,
  misdirected,
  misstated,
  mistimed,
  added,
  continued,
  misended,
};
