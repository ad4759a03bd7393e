/** What the fields of history events hold, so that histories can be written as JSON and read from it by one rule per kind. */
import type { EventType } from './event.ts';

/** What a field holds. */
export type Kind =
  | { readonly type: 'text' }
  | { readonly type: 'boolean' }
  | { readonly type: 'int32' }
  /** Written as text, because JSON numbers cannot hold them all. */
  | { readonly type: 'int64' }
  | { readonly type: 'double' }
  | { readonly type: 'bytes' }
  | { readonly type: 'duration' }
  | { readonly type: 'timestamp' }
  /** Written with its full name; `names` are those that lastcall knows, after the prefix. */
  | {
      readonly type: 'enum';
      readonly prefix: string;
      readonly names?: readonly string[] | undefined;
    }
  /** The id of an earlier event of the same history, of one of these types; 0 for none. */
  | { readonly type: 'eventId'; readonly of: readonly EventType[] }
  | { readonly type: 'message'; readonly fields: () => Fields }
  | { readonly type: 'list'; readonly of: Kind }
  | { readonly type: 'map'; readonly of: Kind };

/** A field of a message. */
export interface Field {
  readonly kind: Kind;
  /** A history without it cannot be understood. */
  readonly isRequired: boolean;
  /** What it is where the JSON has no such field, which is how JSON says zero. */
  readonly absent?: unknown;
  /** A duration of zero is left out; others are written as "0s". */
  readonly omitsZero?: boolean;
}

/** The fields of a message, by their names in JSON, which are those of the plain-object form. */
export type Fields = Readonly<Record<string, Field>>;

/** A string. */
export const text: Kind = { type: 'text' };
/** True or false. */
export const boolean: Kind = { type: 'boolean' };
/** A whole number of 32 bits. */
export const int32: Kind = { type: 'int32' };
/** A whole number of 64 bits: text in JSON, a number in the plain-object form. */
export const int64: Kind = { type: 'int64' };
/** A number. */
export const double: Kind = { type: 'double' };
/** Bytes: base64 in JSON. */
export const bytes: Kind = { type: 'bytes' };
/** A span: "10s" in JSON, milliseconds in the plain-object form. */
export const duration: Kind = { type: 'duration' };
/** An instant: RFC 3339 in JSON, milliseconds since the epoch in the plain-object form. */
export const timestamp: Kind = { type: 'timestamp' };

/** An enum whose full names begin with `prefix`; without `names`, any name after it will do. */
export const enumOf = (prefix: string, names?: readonly string[]): Kind => ({
  type: 'enum',
  prefix,
  names,
});
/** The id of an earlier event of one of these types. */
export const eventIdOf = (...of: readonly EventType[]): Kind => ({ type: 'eventId', of });
/** A message with these fields. */
export const messageOf = (fields: Fields): Kind => ({ type: 'message', fields: () => fields });
/** A list of one kind of values. */
export const listOf = (of: Kind): Kind => ({ type: 'list', of });
/** A map from text to one kind of values. */
export const mapOf = (of: Kind): Kind => ({ type: 'map', of });

/** A field that may be unset. */
export const optional = (kind: Kind): Field => ({ kind, isRequired: false });
/** A field that must be there. */
export const required = (kind: Kind): Field => ({ kind, isRequired: true });
/** A field that always has a value: where it is not written, this one. */
export const otherwise = (absent: unknown, kind: Kind): Field => ({
  kind,
  isRequired: false,
  absent,
});
/** A timeout of which zero means none, and is not written. */
export const unlessZero = (kind: Kind): Field => ({
  kind,
  isRequired: false,
  absent: 0,
  omitsZero: true,
});

/** Of events that a command of a completed workflow task made. */
export const byCommand: {
  readonly workflowTaskCompletedEventId: Field;
} = { workflowTaskCompletedEventId: otherwise(0, eventIdOf('WorkflowTaskCompleted')) };

/** @see Payload */
export const payload: Kind = messageOf({
  metadata: optional(mapOf(bytes)),
  data: optional(bytes),
});
/** @see Payloads */
export const payloads: Kind = messageOf({ payloads: otherwise([], listOf(payload)) });
const payloadFields = messageOf({ fields: otherwise({}, mapOf(payload)) });
/** @see Header */
export const header: Kind = payloadFields;
/** @see Memo */
export const memo: Kind = payloadFields;
/** @see SearchAttributes */
export const searchAttributes: Kind = messageOf({ indexedFields: otherwise({}, mapOf(payload)) });
/** @see WorkflowExecution */
export const workflowExecution: Kind = messageOf({
  workflowId: otherwise('', text),
  runId: otherwise('', text),
});
/** A workflow type or activity type. */
export const typeName: Kind = messageOf({ name: otherwise('', text) });
/** A workflow type or activity type that must be there. */
export const requiredTypeName: Kind = messageOf({ name: required(text) });
/** @see RetryPolicy */
export const retryPolicy: Kind = messageOf({
  initialInterval: optional(duration),
  backoffCoefficient: optional(double),
  maximumInterval: optional(duration),
  maximumAttempts: optional(int32),
  nonRetryableErrorTypes: optional(listOf(text)),
});
const taskQueueKind = enumOf('TASK_QUEUE_KIND', ['NORMAL', 'STICKY']);
/** @see TaskQueue */
export const taskQueue: Kind = messageOf({
  name: otherwise('', text),
  kind: optional(taskQueueKind),
  normalName: optional(text),
});
/** A task queue that must be there. */
export const requiredTaskQueue: Kind = messageOf({
  name: required(text),
  kind: optional(taskQueueKind),
  normalName: optional(text),
});
/** @see UserMetadata */
export const userMetadata: Kind = messageOf({
  summary: optional(payload),
  details: optional(payload),
});
/** @see Priority */
export const priority: Kind = messageOf({
  priorityKey: optional(int32),
  fairnessKey: optional(text),
  fairnessWeight: optional(double),
});

/** @see RetryState */
export const retryState: Kind = enumOf('RETRY_STATE', [
  'IN_PROGRESS',
  'NON_RETRYABLE_FAILURE',
  'TIMEOUT',
  'MAXIMUM_ATTEMPTS_REACHED',
  'RETRY_POLICY_NOT_SET',
  'INTERNAL_SERVER_ERROR',
  'CANCEL_REQUESTED',
]);
/** @see TimeoutType */
export const timeoutType: Kind = enumOf('TIMEOUT_TYPE', [
  'START_TO_CLOSE',
  'SCHEDULE_TO_START',
  'SCHEDULE_TO_CLOSE',
  'HEARTBEAT',
]);

const FAILURE: Fields = {
  message: optional(text),
  source: optional(text),
  stackTrace: optional(text),
  encodedAttributes: optional(payload),
  cause: optional({ type: 'message', fields: () => FAILURE }),
  applicationFailureInfo: optional(
    messageOf({
      type: optional(text),
      nonRetryable: optional(boolean),
      details: optional(payloads),
      nextRetryDelay: optional(duration),
      category: optional(enumOf('APPLICATION_ERROR_CATEGORY')),
    }),
  ),
  timeoutFailureInfo: optional(
    messageOf({
      timeoutType: otherwise('TIMEOUT_TYPE_UNSPECIFIED', timeoutType),
      lastHeartbeatDetails: optional(payloads),
    }),
  ),
  canceledFailureInfo: optional(
    messageOf({ details: optional(payloads), identity: optional(text) }),
  ),
  terminatedFailureInfo: optional(messageOf({ identity: optional(text) })),
  serverFailureInfo: optional(messageOf({ nonRetryable: optional(boolean) })),
  resetWorkflowFailureInfo: optional(messageOf({ lastHeartbeatDetails: optional(payloads) })),
  activityFailureInfo: optional(
    messageOf({
      scheduledEventId: optional(int64),
      startedEventId: optional(int64),
      identity: optional(text),
      activityType: optional(typeName),
      activityId: optional(text),
      retryState: optional(retryState),
    }),
  ),
  childWorkflowExecutionFailureInfo: optional(
    messageOf({
      namespace: optional(text),
      workflowExecution: optional(workflowExecution),
      workflowType: optional(typeName),
      initiatedEventId: optional(int64),
      startedEventId: optional(int64),
      retryState: optional(retryState),
    }),
  ),
};
/** @see Failure */
export const failure: Kind = messageOf(FAILURE);

const updateMeta = { updateId: required(text), identity: optional(text) };
/** @see UpdateRequest */
export const updateRequest: Kind = messageOf({
  meta: required(messageOf(updateMeta)),
  input: required(
    messageOf({ name: required(text), args: optional(payloads), header: optional(header) }),
  ),
});
/** A completed update may leave out what its acceptance says already. */
export const completedUpdateMeta: Kind = messageOf({
  updateId: otherwise('', text),
  identity: optional(text),
});
/** @see UpdateOutcome */
export const updateOutcome: Kind = messageOf({
  success: optional(payloads),
  failure: optional(failure),
});
