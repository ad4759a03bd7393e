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

export const text: Kind = { type: 'text' };
export const boolean: Kind = { type: 'boolean' };
export const int32: Kind = { type: 'int32' };
export const int64: Kind = { type: 'int64' };
export const double: Kind = { type: 'double' };
export const bytes: Kind = { type: 'bytes' };
export const duration: Kind = { type: 'duration' };
export const timestamp: Kind = { type: 'timestamp' };

export const enumOf = (prefix: string, names?: readonly string[]): Kind => ({
  type: 'enum',
  prefix,
  names,
});
export const eventIdOf = (...of: readonly EventType[]): Kind => ({ type: 'eventId', of });
export const messageOf = (fields: Fields): Kind => ({ type: 'message', fields: () => fields });
export const listOf = (of: Kind): Kind => ({ type: 'list', of });
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

/** Every name has its doc in `payload.ts`, `failure.ts` or `update.ts`: this is how it is written. */
export const payload: Kind = messageOf({
  metadata: optional(mapOf(bytes)),
  data: optional(bytes),
});
export const payloads: Kind = messageOf({ payloads: otherwise([], listOf(payload)) });
const payloadFields = messageOf({ fields: otherwise({}, mapOf(payload)) });
export const header: Kind = payloadFields;
export const memo: Kind = payloadFields;
export const searchAttributes: Kind = messageOf({ indexedFields: otherwise({}, mapOf(payload)) });
export const workflowExecution: Kind = messageOf({
  workflowId: otherwise('', text),
  runId: otherwise('', text),
});
/** A workflow type or activity type. */
export const typeName: Kind = messageOf({ name: otherwise('', text) });
export const requiredTypeName: Kind = messageOf({ name: required(text) });
export const retryPolicy: Kind = messageOf({
  initialInterval: optional(duration),
  backoffCoefficient: optional(double),
  maximumInterval: optional(duration),
  maximumAttempts: optional(int32),
  nonRetryableErrorTypes: optional(listOf(text)),
});
const taskQueueKind = enumOf('TASK_QUEUE_KIND', ['NORMAL', 'STICKY']);
export const taskQueue: Kind = messageOf({
  name: otherwise('', text),
  kind: optional(taskQueueKind),
  normalName: optional(text),
});
export const requiredTaskQueue: Kind = messageOf({
  name: required(text),
  kind: optional(taskQueueKind),
  normalName: optional(text),
});
export const userMetadata: Kind = messageOf({
  summary: optional(payload),
  details: optional(payload),
});
export const priority: Kind = messageOf({
  priorityKey: optional(int32),
  fairnessKey: optional(text),
  fairnessWeight: optional(double),
});

export const retryState: Kind = enumOf('RETRY_STATE', [
  'IN_PROGRESS',
  'NON_RETRYABLE_FAILURE',
  'TIMEOUT',
  'MAXIMUM_ATTEMPTS_REACHED',
  'RETRY_POLICY_NOT_SET',
  'INTERNAL_SERVER_ERROR',
  'CANCEL_REQUESTED',
]);
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
export const failure: Kind = messageOf(FAILURE);

const updateMeta = { updateId: required(text), identity: optional(text) };
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
export const updateOutcome: Kind = messageOf({
  success: optional(payloads),
  failure: optional(failure),
});
