/** Histories as `temporal workflow show --output json` prints them: read whole or not at all, and written as they were. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryEvent, HistoryEventOf } from '../../src/protocol/event.ts';
import {
  historyFromJson,
  HistoryImportError,
  historyToJson,
  UNMODELLED_FIELDS,
} from '../../src/protocol/history-json.ts';

type Json = Record<string, unknown>;
interface Recorded {
  readonly workflowId: string;
  readonly runId: string;
  readonly history: { readonly events: Json[] };
}

const fixtures = new URL('fixtures/', import.meta.url);
const recordings: [string, Recorded][] = readdirSync(fixtures).flatMap((file) =>
  (JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as Recorded[]).map(
    (recorded): [string, Recorded] => [`${recorded.workflowId} ${recorded.runId}`, recorded],
  ),
);

const unmodelled = new Set(UNMODELLED_FIELDS);

/** What lastcall keeps of a recorded history: all fields but the unmodelled ones, times to the microsecond. */
function kept(json: unknown, within = ''): unknown {
  if (Array.isArray(json)) return json.map((item) => kept(item));
  if (typeof json === 'string') {
    return json
      .replace(/^(\d{4}-.*T.*\.\d{6})\d+Z$/, '$1Z')
      .replace(/^(\d{4}-.*T.*\.\d{3})000Z$/, '$1Z');
  }
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(
        ([name]) =>
          !unmodelled.has(name) ||
          (name === 'workerVersion' && within === 'workflowTaskCompletedEventAttributes'),
      )
      .map(([name, value]) => [name, kept(value, name)]),
  );
}

const copyOf = ({ history }: Recorded): { events: Json[] } => structuredClone(history);

/** The fault that an import finds. */
function faultOf(json: unknown): HistoryImportError {
  try {
    historyFromJson(json);
  } catch (error) {
    expect(error).toBeInstanceOf(HistoryImportError);
    return error as HistoryImportError;
  }
  throw new Error('the import found no fault');
}

/** A small history, as a person would write it. */
const written = (): { events: Json[] } => ({
  events: [
    {
      eventId: '1',
      eventType: 'WorkflowExecutionStarted',
      workflowExecutionStartedEventAttributes: {
        workflowType: { name: 'order' },
        taskQueue: { name: 'orders', kind: 'Normal' },
        workflowTaskTimeout: '10s',
        originalExecutionRunId: 'run-1',
      },
    },
    { eventId: '2', eventType: 'WorkflowTaskScheduled', workflowTaskScheduledEventAttributes: {} },
    {
      eventId: '3',
      eventTime: '2026-01-01T00:00:00Z',
      eventType: 'WorkflowTaskStarted',
      workflowTaskStartedEventAttributes: { scheduledEventId: '2' },
    },
    {
      eventId: '4',
      eventType: 'WorkflowTaskCompleted',
      workflowTaskCompletedEventAttributes: { scheduledEventId: '2' },
    },
    {
      eventId: '5',
      eventType: 'TimerStarted',
      timerStartedEventAttributes: { timerId: '1', startToFireTimeout: '0.700s' },
    },
    {
      eventId: '6',
      eventType: 'TimerFired',
      timerFiredEventAttributes: { timerId: '1', startedEventId: '5' },
    },
  ],
});

const at = (history: { events: Json[] }, id: number): Json => {
  const event = history.events[id - 1];
  if (event === undefined) throw new Error(`there is no event ${id}`);
  return event;
};

const attributesOf = (history: { events: Json[] }, id: number): Json => {
  const event = at(history, id);
  const key = Object.keys(event).find((name) => name.endsWith('EventAttributes')) ?? '';
  return event[key] as Json;
};

test.each(recordings)('a recorded history is written as it was read: %s', (_name, recorded) => {
  const events = historyFromJson(recorded.history);
  expect(historyToJson(events)).toEqual(kept(recorded.history));
  expect(historyFromJson(historyToJson(events))).toEqual(events);
});

test('a history may come as text', () => {
  expect(historyFromJson(JSON.stringify(written()))).toEqual(historyFromJson(written()));
});

test('short names of events and enums mean the same as full ones', () => {
  const events = historyFromJson(written());
  const json = historyToJson(events);
  expect(json.events[0]).toMatchObject({
    eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
    workflowExecutionStartedEventAttributes: { taskQueue: { kind: 'TASK_QUEUE_KIND_NORMAL' } },
  });
  expect(historyFromJson(json)).toEqual(events);
});

test('short names of several words are understood', () => {
  const history = written();
  history.events[4] = {
    eventId: '5',
    eventType: 'StartChildWorkflowExecutionInitiated',
    startChildWorkflowExecutionInitiatedEventAttributes: {
      workflowId: 'child',
      workflowType: { name: 'child' },
      parentClosePolicy: 'RequestCancel',
      workflowIdReusePolicy: 'AllowDuplicateFailedOnly',
    },
  };
  history.events.pop();
  expect(historyFromJson(history)[4]?.attributes).toMatchObject({
    parentClosePolicy: 'PARENT_CLOSE_POLICY_REQUEST_CANCEL',
    workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY',
  });
});

test('what a real worker can replay without is optional', () => {
  const [started, , , , timer] = historyFromJson(written());
  expect(started).toMatchObject({
    eventTime: Date.UTC(2026, 0, 1),
    attributes: { attempt: 1, workflowRunTimeout: 0, workflowTaskTimeout: 10_000 },
  });
  expect(timer?.attributes).toEqual({
    timerId: '1',
    startToFireTimeout: 700,
    workflowTaskCompletedEventId: 0,
  });
});

test('64-bit integers may be numbers', () => {
  const history = written();
  at(history, 1)['eventId'] = 1;
  attributesOf(history, 6)['startedEventId'] = 5;
  expect(historyFromJson(history)).toEqual(historyFromJson(written()));
});

test('an event without a time has that of the event before', () => {
  const times = historyFromJson(written()).map(({ eventTime }) => eventTime);
  expect(new Set(times)).toEqual(new Set([Date.UTC(2026, 0, 1)]));
});

test('zero is not written, but unset timeouts that the service normalises are', () => {
  const event: HistoryEventOf<'ActivityTaskScheduled'> = {
    type: 'ActivityTaskScheduled',
    eventId: 5,
    eventTime: Date.UTC(2026, 0, 1) + 0.25,
    attributes: {
      activityId: '1',
      activityType: { name: 'charge' },
      taskQueue: { name: 'orders', kind: 'TASK_QUEUE_KIND_NORMAL' },
      scheduleToCloseTimeout: 0,
      scheduleToStartTimeout: 0,
      startToCloseTimeout: 20_000,
      heartbeatTimeout: 0,
      workflowTaskCompletedEventId: 0,
      retryPolicy: { initialInterval: 200, backoffCoefficient: 2, maximumAttempts: 0 },
    },
  };
  expect(historyToJson([event]).events[0]).toEqual({
    eventId: '5',
    eventTime: '2026-01-01T00:00:00.000250Z',
    eventType: 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
    activityTaskScheduledEventAttributes: {
      activityId: '1',
      activityType: { name: 'charge' },
      taskQueue: { name: 'orders', kind: 'TASK_QUEUE_KIND_NORMAL' },
      scheduleToCloseTimeout: '0s',
      scheduleToStartTimeout: '0s',
      startToCloseTimeout: '20s',
      heartbeatTimeout: '0s',
      retryPolicy: { initialInterval: '0.200s', backoffCoefficient: 2 },
    },
  });
});

const faults: [string, (history: { events: Json[] }) => void, number | undefined, RegExp][] = [
  [
    'a missing required field',
    (h) => delete attributesOf(h, 6)['timerId'],
    6,
    /timerId is missing/,
  ],
  [
    'a missing nested field',
    (h) => (attributesOf(h, 1)['workflowType'] = {}),
    1,
    /event 1 \(WorkflowExecutionStarted\).*workflowType\.name is missing/,
  ],
  ['an empty required field', (h) => (attributesOf(h, 6)['timerId'] = ''), 6, /timerId is empty/],
  ['a missing event type', (h) => delete at(h, 5)['eventType'], 5, /eventType is missing/],
  [
    'an unknown event type',
    (h) => (at(h, 5)['eventType'] = 'EVENT_TYPE_TIMER_EXPLODED'),
    5,
    /"EVENT_TYPE_TIMER_EXPLODED", which is no type of event/,
  ],
  ['an event type that is a number', (h) => (at(h, 5)['eventType'] = 17), 5, /eventType is 17/],
  [
    'an event type that is not modelled',
    (h) => (at(h, 5)['eventType'] = 'EVENT_TYPE_NEXUS_OPERATION_SCHEDULED'),
    5,
    /does not model.*runReplayHistory/,
  ],
  [
    'an event without attributes',
    (h) => delete at(h, 5)['timerStartedEventAttributes'],
    5,
    /timerStartedEventAttributes is where its attributes should be, but it has nothing/,
  ],
  [
    'attributes of another event',
    (h) => (at(h, 5)['eventType'] = 'TimerCanceled'),
    5,
    /timerCanceledEventAttributes.*but it has timerStartedEventAttributes/,
  ],
  [
    'two sets of attributes',
    (h) => (at(h, 5)['timerFiredEventAttributes'] = {}),
    5,
    /timerStartedEventAttributes and timerFiredEventAttributes/,
  ],
  ['a gap', (h) => h.events.splice(4, 1), 5, /eventId is "6" where 5 should follow/],
  ['a missing beginning', (h) => h.events.splice(0, 1), 1, /eventId is "2" where 1 should follow/],
  ['a missing id', (h) => delete at(h, 4)['eventId'], 4, /eventId is missing/],
  ['events out of order', (h) => h.events.reverse(), 1, /"6" where 1 should follow/],
  [
    'a reference to an event of another type',
    (h) => (attributesOf(h, 6)['startedEventId'] = '4'),
    6,
    /startedEventId is 4: a WorkflowTaskCompleted, not a TimerStarted/,
  ],
  [
    'a reference to a later event',
    (h) => (attributesOf(h, 3)['scheduledEventId'] = '70'),
    3,
    /scheduledEventId is 70: no earlier event/,
  ],
  [
    'a reference that is zero where it must not be',
    (h) => (attributesOf(h, 3)['scheduledEventId'] = 0),
    3,
    /scheduledEventId is 0/,
  ],
  [
    'a number that is none',
    (h) => (attributesOf(h, 3)['scheduledEventId'] = 'two'),
    3,
    /scheduledEventId is "two", which is no whole number/,
  ],
  [
    'a duration that is none',
    (h) => (attributesOf(h, 5)['startToFireTimeout'] = '10 seconds'),
    5,
    /startToFireTimeout is "10 seconds", and should be a duration/,
  ],
  [
    'a duration that is a number',
    (h) => (attributesOf(h, 5)['startToFireTimeout'] = 10),
    5,
    /startToFireTimeout is 10/,
  ],
  [
    'a time that is none',
    (h) => (at(h, 3)['eventTime'] = 'yesterday'),
    3,
    /eventTime is "yesterday"/,
  ],
  [
    'a started workflow task without a time',
    (h) => delete at(h, 3)['eventTime'],
    3,
    /eventTime is missing/,
  ],
  [
    'an unknown enum value',
    (h) => (attributesOf(h, 1)['taskQueue'] = { name: 'orders', kind: 'Odd' }),
    1,
    /taskQueue\.kind is "Odd"; known are NORMAL, STICKY/,
  ],
  [
    'bytes that are not base64',
    (h) => (attributesOf(h, 1)['input'] = { payloads: [{ data: '%%%' }] }),
    1,
    /input\.payloads\[0\]\.data is "%%%", and should be base64/,
  ],
  [
    'a list that is none',
    (h) => (attributesOf(h, 1)['input'] = { payloads: {} }),
    1,
    /payloads is an object, and should be a list/,
  ],
  [
    'attributes that are no object',
    (h) => (at(h, 5)['timerStartedEventAttributes'] = 'timer'),
    5,
    /timerStartedEventAttributes is "timer", and should be an object/,
  ],
  ['an event that is no object', (h) => h.events.splice(3, 1, null as never), 4, /is null/],
  [
    'an end of a workflow task that is missing',
    (h) => {
      h.events.splice(3, 3, {
        eventId: '4',
        eventType: 'WorkflowExecutionSignaled',
        workflowExecutionSignaledEventAttributes: { signalName: 'go' },
      });
    },
    4,
    /follows the WorkflowTaskStarted of event 3/,
  ],
  [
    'a second start',
    (h) => h.events.splice(4, 2, { ...at(h, 1), eventId: '5' }),
    5,
    /a second start/,
  ],
  [
    'a history that begins with something else',
    (h) => h.events.splice(0, 6, { ...at(h, 2), eventId: '1' }),
    1,
    /is not the start of the workflow/,
  ],
  [
    'events after the end',
    (h) => {
      h.events.splice(4, 1, {
        eventId: '5',
        eventType: 'WorkflowExecutionCompleted',
        workflowExecutionCompletedEventAttributes: {},
      });
    },
    6,
    /comes after WorkflowExecutionCompleted/,
  ],
];

test.each(faults)('an import refuses %s, and says where', (_name, spoil, eventId, message) => {
  const history = written();
  spoil(history);
  const fault = faultOf(history);
  expect(fault.message).toMatch(message);
  expect(fault.eventId).toBe(eventId);
});

test.each([
  [undefined, /events is not a list/],
  [null, /events is not a list/],
  [[], /events is not a list/],
  [{}, /events is not a list/],
  [{ events: {} }, /events is not a list/],
  [{ events: [] }, /events is empty/],
  ['{"events":[{"eventId":"1"', /no JSON, or not all of it/],
  ['', /no JSON/],
])('an import refuses what is no history: %j', (json, message) => {
  expect(faultOf(json).message).toMatch(message);
});

test('a fault says what to do', () => {
  expect(faultOf({}).message).toContain('temporal workflow show --output json');
});

test('failures nested beyond reason are refused', () => {
  const history = written();
  let cause: Json = {};
  for (let depth = 0; depth < 100_000; depth += 1) cause = { cause };
  history.events.splice(4, 2, {
    eventId: '5',
    eventType: 'WorkflowExecutionFailed',
    workflowExecutionFailedEventAttributes: { failure: cause },
  });
  expect(faultOf(history).message).toContain('nested too deeply');
});

test('names from the outside cannot reach the prototypes of objects', () => {
  const history = written();
  const details = JSON.parse('{"__proto__": {"payloads": []}}') as Json;
  history.events.splice(4, 2, {
    eventId: '5',
    eventType: 'MarkerRecorded',
    markerRecordedEventAttributes: { markerName: 'constructor', details },
  });
  const marker = historyFromJson(history)[4] as HistoryEventOf<'MarkerRecorded'>;
  expect(Object.keys(marker.attributes.details ?? {})).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(marker.attributes.details)).toBe(Object.prototype);
});

test('a recorded history with any one field removed or replaced is read whole, or refused with its place', () => {
  const paths = (json: unknown, path: string[] = []): string[][] =>
    typeof json !== 'object' || json === null
      ? [path]
      : [path, ...Object.entries(json).flatMap(([name, value]) => paths(value, [...path, name]))];
  const spoiled: unknown[] = [undefined, null, 0, -1, '', 'x', '99', true, [], {}, '\u0000', 1e300];
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.constantFrom(...spoiled), (which, where, value) => {
      const recorded = recordings[which % recordings.length]?.[1];
      if (recorded === undefined) return;
      const history = copyOf(recorded);
      const all = paths(history).filter((path) => path.length > 0);
      const path = all[where % all.length] ?? [];
      let parent: Json = history as unknown as Json;
      for (const name of path.slice(0, -1)) parent = parent[name] as Json;
      parent[path.at(-1) ?? ''] = value;
      let events: readonly HistoryEvent[];
      try {
        events = historyFromJson(history);
      } catch (error) {
        expect(error).toBeInstanceOf(HistoryImportError);
        const { eventId, field } = error as HistoryImportError;
        expect(eventId ?? field).toBeDefined();
        return;
      }
      expect(events).toHaveLength(recorded.history.events.length);
      expect(historyFromJson(historyToJson(events))).toEqual(events);
    }),
    { numRuns: 400, seed: 7 },
  );
});
