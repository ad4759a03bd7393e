/**
 * Payloads and the other shapes that Temporal's messages share (`temporal.api.common.v1`), in lastcall's plain-object form.
 *
 * The plain-object form of a message, used by every layer between the client and the worker:
 * - fields have the names of the API in camel case; a field that is not set is absent or undefined;
 * - enums are their full names, as in history JSON (`'RETRY_STATE_TIMEOUT'`);
 * - 64-bit integers are numbers; durations are milliseconds; timestamps are milliseconds since the epoch;
 * - bytes are `Uint8Array`s; a payload is the very object that a converter made, which is only copied for a client that reads it.
 */
import type { DurationMs } from '../common/time.ts';

/** A value as a converter encoded it. @see temporal.api.common.v1.Payload */
export interface Payload {
  readonly metadata?: Readonly<Record<string, Uint8Array>> | null | undefined;
  readonly data?: Uint8Array | null | undefined;
}

/** @see temporal.api.common.v1.Payloads */
export interface Payloads {
  readonly payloads: readonly Payload[];
}

/** @see temporal.api.common.v1.Header */
export interface Header {
  readonly fields: Readonly<Record<string, Payload>>;
}

/** @see temporal.api.common.v1.Memo */
export interface Memo {
  readonly fields: Readonly<Record<string, Payload>>;
}

/** @see temporal.api.common.v1.SearchAttributes */
export interface SearchAttributes {
  readonly indexedFields: Readonly<Record<string, Payload>>;
}

/** @see temporal.api.common.v1.WorkflowExecution */
export interface WorkflowExecution {
  readonly workflowId: string;
  readonly runId: string;
}

/** @see temporal.api.common.v1.WorkflowType */
export interface WorkflowType {
  readonly name: string;
}

/** @see temporal.api.common.v1.ActivityType */
export interface ActivityType {
  readonly name: string;
}

/** @see temporal.api.common.v1.RetryPolicy */
export interface RetryPolicy {
  readonly initialInterval?: DurationMs | undefined;
  readonly backoffCoefficient?: number | undefined;
  readonly maximumInterval?: DurationMs | undefined;
  /** 0 or absent: unlimited. */
  readonly maximumAttempts?: number | undefined;
  readonly nonRetryableErrorTypes?: readonly string[] | undefined;
}

/** @see temporal.api.taskqueue.v1.TaskQueue */
export interface TaskQueue {
  readonly name: string;
  readonly kind?: 'TASK_QUEUE_KIND_NORMAL' | 'TASK_QUEUE_KIND_STICKY' | undefined;
  /** Of a sticky queue: the queue whose tasks it takes. */
  readonly normalName?: string | undefined;
}

/** @see temporal.api.sdk.v1.UserMetadata */
export interface UserMetadata {
  readonly summary?: Payload | undefined;
  readonly details?: Payload | undefined;
}

/** @see temporal.api.common.v1.Priority */
export interface Priority {
  readonly priorityKey?: number | undefined;
  readonly fairnessKey?: string | undefined;
  readonly fairnessWeight?: number | undefined;
}
