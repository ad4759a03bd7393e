/** Fields that the requests of many methods share, read from protobuf objects into the plain-object form. */
import type { ConnectionLike } from '@temporalio/client';
import type {
  Header,
  Memo,
  Payload,
  Payloads,
  Priority,
  SearchAttributes,
  TaskQueue,
  UserMetadata,
} from '../protocol/payload.ts';
import { payloadsFromProto } from '../protocol/proto-failure.ts';
import type { ProtoPayloads } from '../protocol/proto-failure.ts';

/** @see WorkflowService of `@temporalio/client` */
export type WorkflowService = ConnectionLike['workflowService'];

/** The protobuf object that a method of the service takes. */
export type ProtoRequest<M extends keyof WorkflowService> = WorkflowService[M] extends (
  request: infer R,
) => unknown
  ? R
  : never;

type Unset = null | undefined;
type Fields = Readonly<Record<string, Payload>>;

/** A text that every request has: an unset one is empty, and the service says so. */
export const text = (value: string | Unset): string => value ?? '';

/** A text that may be left out; protobuf does not tell an empty one from an unset one. */
export const optionalText = (value: string | Unset): string | undefined => value || undefined;

/** A switch that is off unless set. */
export const optionalFlag = (value: boolean | Unset): true | undefined => value || undefined;

/** A number that may be left out; protobuf does not tell 0 from an unset one. */
export const optionalNumber = (value: number | Unset): number | undefined => value || undefined;

/** A list of payloads that may be left out; an empty list is not an unset one. */
export const optionalPayloads = (value: ProtoPayloads | Unset): Payloads | undefined =>
  payloadsFromProto(value);

/** An execution; without a run id its current run is meant. */
export const execution = (
  value: { readonly workflowId?: string | Unset; readonly runId?: string | Unset } | Unset,
): { readonly workflowId: string; readonly runId?: string | undefined } => ({
  workflowId: text(value?.workflowId),
  runId: optionalText(value?.runId),
});

/** A name in a message of its own: of a workflow type, of an activity type. */
export const named = (
  value: { readonly name?: string | Unset } | Unset,
): { readonly name: string } => ({
  name: text(value?.name),
});

/** @see temporal.api.common.v1.Header */
export const optionalHeader = (
  value: { readonly fields?: Fields | Unset } | Unset,
): Header | undefined => (value ? { fields: value.fields ?? {} } : undefined);

/** @see temporal.api.common.v1.Memo */
export const optionalMemo = (
  value: { readonly fields?: Fields | Unset } | Unset,
): Memo | undefined => (value ? { fields: value.fields ?? {} } : undefined);

/** @see temporal.api.common.v1.SearchAttributes */
export const optionalSearchAttributes = (
  value: { readonly indexedFields?: Fields | Unset } | Unset,
): SearchAttributes | undefined =>
  value ? { indexedFields: value.indexedFields ?? {} } : undefined;

/** @see temporal.api.sdk.v1.UserMetadata */
export const optionalUserMetadata = (
  value: { readonly summary?: Payload | Unset; readonly details?: Payload | Unset } | Unset,
): UserMetadata | undefined =>
  value?.summary || value?.details
    ? { summary: value.summary ?? undefined, details: value.details ?? undefined }
    : undefined;

/** @see temporal.api.common.v1.Priority */
export const optionalPriority = (
  value:
    | {
        readonly priorityKey?: number | Unset;
        readonly fairnessKey?: string | Unset;
        readonly fairnessWeight?: number | Unset;
      }
    | Unset,
): Priority | undefined =>
  value
    ? {
        priorityKey: optionalNumber(value.priorityKey),
        fairnessKey: optionalText(value.fairnessKey),
        fairnessWeight: optionalNumber(value.fairnessWeight),
      }
    : undefined;

const TASK_QUEUE_KINDS = [undefined, 'TASK_QUEUE_KIND_NORMAL', 'TASK_QUEUE_KIND_STICKY'] as const;

/** @see temporal.api.taskqueue.v1.TaskQueue */
export const taskQueue = (
  value:
    | {
        readonly name?: string | Unset;
        readonly kind?: number | Unset;
        readonly normalName?: string | Unset;
      }
    | Unset,
): TaskQueue => ({
  name: text(value?.name),
  kind: TASK_QUEUE_KINDS[value?.kind ?? 0],
  normalName: optionalText(value?.normalName),
});

const decoder = new TextDecoder();

/** Bytes that only the service takes apart, which are text to lastcall: a task token, a page token. */
export const opaqueText = (value: Uint8Array | Unset): string =>
  value === null || value === undefined ? '' : decoder.decode(value);
