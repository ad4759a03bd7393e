/** Histories as `temporal workflow show --output json` prints them: proto3 JSON of `temporal.api.history.v1.History`. */
import { EVENT_FIELDS } from './event-fields.ts';
import { closingStatus } from './event.ts';
import type { EventType, HistoryEvent } from './event.ts';
import { FieldError, fieldsFromJson, fieldsToJson, isObject, shown } from './field-json.ts';
import type { JsonObject } from './field-json.ts';
import { userMetadata } from './field-kinds.ts';
import type { Fields } from './field-kinds.ts';
import { timestampFromJson, timestampToJson } from './json-time.ts';
import { writtenRunTimeout } from './run-timeout.ts';

/** One event in JSON; one further field ends in `EventAttributes`. */
export type JsonEvent = JsonObject & {
  readonly eventId: string;
  readonly eventTime: string;
  readonly eventType: string;
};

/** A history in JSON. */
export interface JsonHistory {
  readonly events: JsonEvent[];
}

/** A history could not be imported: says which event, which field, what is wrong and what to do. */
export class HistoryImportError extends Error {
  override readonly name: string = 'HistoryImportError';
  /** The id of the event, if the fault lies in one whose id is known. */
  readonly eventId: number | undefined;
  /** The path of the field, if the fault lies in one. */
  readonly field: string | undefined;

  constructor(
    fault: { readonly eventId?: number; readonly event?: string; readonly field?: string },
    problem: string,
    advice: string = ADVICE,
  ) {
    const where = [fault.event, fault.field].filter((part) => part !== undefined).join(', ');
    super(
      `This history cannot be imported: ${where === '' ? '' : `${where} `}${problem}. ${advice}`,
    );
    this.eventId = fault.eventId;
    this.field = fault.field;
  }
}

const ADVICE =
  'Export it anew with `temporal workflow show --output json`; nothing of it has been imported.';

/**
 * Fields of the API that lastcall does not model: an import passes over them, and an export does not have them. Times are
 * kept to the microsecond. The `workerVersion` of a completed workflow task is modelled, that of other events is not.
 */
export const UNMODELLED_FIELDS: readonly string[] = [
  'taskId',
  'version',
  'links',
  'principal',
  'workerMayIgnore',
  'eventGroupMarkers',
  'namespaceId',
  'parentWorkflowNamespaceId',
  'workerVersion',
  'workerInstanceKey',
  'binaryChecksum',
  'useWorkflowBuildId',
  'inheritedBuildId',
  'prevAutoResetPoints',
  'suggestContinueAsNewReasons',
  'targetWorkerDeploymentVersionChanged',
  'completionCallbacks',
  'eagerExecutionAccepted',
  'versioningBehavior',
  'versioningOverride',
  'deployment',
  'deploymentVersion',
  'workerDeploymentName',
  'workerDeploymentVersion',
  'timeSkippingConfig',
  'externalPayloads',
  'skipGenerateWorkflowTask',
  'forkEventVersion',
];

/** Event types of the API for which lastcall has no model. */
const UNMODELLED_EVENTS =
  /^(Nexus|ActivityPropertiesModifiedExternally|WorkflowPropertiesModifiedExternally|WorkflowExecutionUpdateRejected|WorkflowExecutionTimeSkippingTransitioned)/;

/** What may follow a started workflow task before it has ended. */
const DURING_A_TASK: ReadonlySet<EventType> = new Set<EventType>([
  'WorkflowTaskCompleted',
  'WorkflowTaskFailed',
  'WorkflowTaskTimedOut',
  'WorkflowExecutionUpdateAdmitted',
  'WorkflowExecutionOptionsUpdated',
  'WorkflowExecutionPaused',
  'WorkflowExecutionUnpaused',
]);

const attributesKey = (type: EventType): string =>
  `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`;

const METADATA_FIELDS: Fields = {
  userMetadata: { kind: userMetadata, isRequired: false },
};

/** The full name of an event type in the enum `temporal.api.enums.v1.EventType`. */
const fullTypeName = (type: EventType): string =>
  `EVENT_TYPE${type.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** Writes a history as `temporal workflow show --output json` prints it. */
export function historyToJson(events: readonly HistoryEvent[]): JsonHistory {
  return { events: events.map(eventToJson) };
}

function eventToJson(event: HistoryEvent): JsonEvent {
  return {
    eventId: String(event.eventId),
    eventTime: timestampToJson(event.eventTime),
    eventType: fullTypeName(event.type),
    ...fieldsToJson(METADATA_FIELDS, { userMetadata: event.userMetadata }),
    [attributesKey(event.type)]: fieldsToJson(EVENT_FIELDS[event.type], writtenAttributes(event)),
  };
}

/** Without timeouts of zero where none are written. */
function writtenAttributes({ type, attributes }: HistoryEvent): JsonObject {
  if (type !== 'WorkflowExecutionStarted' || attributes.workflowRunTimeout !== 0)
    return attributes as unknown as JsonObject;
  return { ...attributes, workflowRunTimeout: writtenRunTimeout(attributes) };
}

/**
 * Reads a history from JSON: the parsed JSON, or its text. Enums may have full or short names, 64-bit integers may be texts or
 * numbers; what a real worker can replay without is optional. Fields that lastcall does not model are passed over.
 * @throws HistoryImportError if anything is wrong; nothing is imported then
 */
export function historyFromJson(json: unknown): HistoryEvent[] {
  const history = typeof json === 'string' ? parseJson(json) : json;
  const events = isObject(history) ? history['events'] : undefined;
  if (!Array.isArray(events)) {
    throw new HistoryImportError({ field: 'events' }, 'is not a list of events');
  }
  if (events.length === 0) throw new HistoryImportError({ field: 'events' }, 'is empty');
  const times = eventTimes(events);
  const read: HistoryEvent[] = [];
  events.forEach((event: unknown, index) => {
    read.push(eventFromJson(event, index + 1, times[index] ?? 0, read));
  });
  return read;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HistoryImportError({}, `it is no JSON, or not all of it: ${reason}`);
  }
}

/** The times of events; one that has none has that of the event before, and the first that of the first that has one. */
function eventTimes(events: readonly unknown[]): number[] {
  const given = events.map((event, index) => {
    const json = isObject(event) ? event['eventTime'] : undefined;
    if (json === undefined || json === null) return undefined;
    const time = typeof json === 'string' ? timestampFromJson(json) : undefined;
    if (time !== undefined) return time;
    throw new HistoryImportError(
      { eventId: index + 1, event: `event ${index + 1}`, field: 'eventTime' },
      `is ${shown(json)}, and should be a time such as "2026-01-01T00:00:00Z"`,
    );
  });
  let last = given.find((time) => time !== undefined) ?? 0;
  return given.map((time) => (last = time ?? last));
}

function eventTypeOf(json: JsonObject, id: number): EventType {
  const name = json['eventType'];
  const fault = { eventId: id, event: `event ${id}`, field: 'eventType' };
  if (typeof name !== 'string') {
    const problem = name === undefined ? 'is missing' : `is ${shown(name)}, which is no name`;
    throw new HistoryImportError(fault, problem);
  }
  const type = name.startsWith('EVENT_TYPE_')
    ? name
        .slice('EVENT_TYPE_'.length)
        .toLowerCase()
        .replace(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase())
    : name;
  if (Object.hasOwn(EVENT_FIELDS, type)) return type as EventType;
  if (UNMODELLED_EVENTS.test(type)) {
    throw new HistoryImportError(
      fault,
      `is ${shown(name)}, which lastcall does not model`,
      'Replay this history with the SDK’s own Worker.runReplayHistory.',
    );
  }
  throw new HistoryImportError(fault, `is ${shown(name)}, which is no type of event`);
}

function eventFromJson(
  json: unknown,
  id: number,
  eventTime: number,
  before: readonly HistoryEvent[],
): HistoryEvent {
  const label = `event ${id}`;
  if (!isObject(json)) {
    throw new HistoryImportError({ eventId: id, event: label }, `is ${shown(json)}, no object`);
  }
  const eventId = json['eventId'];
  if (Number(eventId) !== id || (typeof eventId !== 'string' && typeof eventId !== 'number')) {
    throw new HistoryImportError(
      { eventId: id, event: label, field: 'eventId' },
      eventId === undefined
        ? 'is missing'
        : `is ${shown(eventId)} where ${id} should follow: the history must be whole and in order`,
    );
  }
  const type = eventTypeOf(json, id);
  const event = `event ${id} (${type})`;
  const key = attributesKey(type);
  const keys = Object.keys(json).filter((name) => name.endsWith('EventAttributes'));
  if (keys.length !== 1 || keys[0] !== key) {
    const found = keys.length === 0 ? 'nothing' : keys.join(' and ');
    throw new HistoryImportError(
      { eventId: id, event, field: key },
      `is where its attributes should be, but it has ${found}`,
    );
  }
  checkOrder(type, id, json, before);
  try {
    const attributes = fieldsFromJson(EVENT_FIELDS[type], json[key], key);
    checkReferences(type, attributes, before, key);
    const metadata = fieldsFromJson(METADATA_FIELDS, json, label);
    return { type, eventId: id, eventTime, attributes, ...metadata } as unknown as HistoryEvent;
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new HistoryImportError({ eventId: id, event, field: error.path }, error.problem);
  }
}

/** What a real worker needs of the order of events: it hangs or dies where this does not hold. */
function checkOrder(
  type: EventType,
  id: number,
  json: JsonObject,
  before: readonly HistoryEvent[],
): void {
  const fault = { eventId: id, event: `event ${id} (${type})` };
  const previous = before.at(-1);
  if ((id === 1) !== (type === 'WorkflowExecutionStarted')) {
    const problem =
      id === 1 ? 'is not the start of the workflow' : 'is a second start of the workflow';
    throw new HistoryImportError({ ...fault, field: 'eventType' }, problem);
  }
  if (type === 'WorkflowTaskStarted' && (json['eventTime'] ?? null) === null) {
    throw new HistoryImportError({ ...fault, field: 'eventTime' }, 'is missing');
  }
  if (previous === undefined) return;
  if (closingStatus(previous.type) !== undefined) {
    throw new HistoryImportError(fault, `comes after ${previous.type}, which closes the workflow`);
  }
  const isOpen = previous.type === 'WorkflowTaskStarted';
  if (isOpen && !DURING_A_TASK.has(type) && closingStatus(type) === undefined) {
    throw new HistoryImportError(
      fault,
      `follows the WorkflowTaskStarted of event ${previous.eventId}, whose completion, failure or timeout should follow`,
    );
  }
}

/** The ids of earlier events must be those of events of the right types. */
function checkReferences(
  type: EventType,
  attributes: JsonObject,
  before: readonly HistoryEvent[],
  path: string,
): void {
  for (const [name, { kind, isRequired }] of Object.entries(EVENT_FIELDS[type] as Fields)) {
    if (kind.type !== 'eventId') continue;
    const id = attributes[name] as number | undefined;
    if (id === undefined || (id === 0 && !isRequired)) continue;
    const found = before[id - 1]?.type;
    if (found !== undefined && kind.of.includes(found)) continue;
    const what = found === undefined ? 'no earlier event' : `a ${found}`;
    throw new FieldError(`${path}.${name}`, `is ${id}: ${what}, not a ${kind.of.join(' or ')}`);
  }
}
