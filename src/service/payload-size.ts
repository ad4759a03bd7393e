/** How many bytes payloads and failures count against the size limits: those of their protobuf encoding. */
import type { Failure } from '../protocol/failure.ts';
import type { Payload, Payloads } from '../protocol/payload.ts';

/** Bytes that an event has beside its payloads, failures and texts. */
const EVENT_FRAME = 96;

/** The bytes of a text in UTF-8. */
export function textSize(text: string | undefined): number {
  if (text === undefined) return 0;
  let size = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Half of a pair that stands for a character of four bytes counts two.
    if (unit > 0x7f) size += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return size;
}

/** The bytes of a number as a varint. */
function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** A field of that many bytes with its length and its tag, whose number is below 16. */
const fieldSize = (bytes: number): number => 1 + varintSize(bytes) + bytes;

const textFieldSize = (text: string | undefined): number => {
  const size = textSize(text);
  return size === 0 ? 0 : fieldSize(size);
};

const numberFieldSize = (value: number | undefined): number =>
  value === undefined || value === 0 ? 0 : 1 + varintSize(value);

/** The size of one payload. */
export function payloadSize(payload: Payload | null | undefined): number {
  if (payload === null || payload === undefined) return 0;
  let size = 0;
  const { metadata, data } = payload;
  if (metadata !== null)
    for (const key in metadata)
      size += fieldSize(fieldSize(textSize(key)) + fieldSize(metadata[key]?.length ?? 0));
  const length = data?.length ?? 0;
  return length === 0 ? size : size + fieldSize(length);
}

/** The size of a list of payloads. */
export function payloadsSize(payloads: Payloads | null | undefined): number {
  if (payloads === null || payloads === undefined) return 0;
  let size = 0;
  for (const payload of payloads.payloads) size += fieldSize(payloadSize(payload));
  return size;
}

/** The size of a table of payloads, as memos, headers and search attributes are. */
export function fieldsSize(fields: Readonly<Record<string, Payload>> | null | undefined): number {
  if (fields === null || fields === undefined) return 0;
  let size = 0;
  for (const key of Object.keys(fields))
    size += fieldSize(fieldSize(textSize(key)) + fieldSize(payloadSize(fields[key])));
  return size;
}

const listFieldSize = (payloads: Payloads | undefined): number =>
  payloads === undefined ? 0 : fieldSize(payloadsSize(payloads));

const RETRY_STATE_SIZE = 2;

/** The size of what makes a failure one of its kind. */
function failureInfoSize(failure: Failure): number {
  const { applicationFailureInfo: application, timeoutFailureInfo: timeout } = failure;
  if (application !== undefined) {
    const delay = application.nextRetryDelay;
    return (
      textFieldSize(application.type) +
      (application.nonRetryable === true ? 2 : 0) +
      listFieldSize(application.details) +
      (delay === undefined ? 0 : fieldSize(numberFieldSize(Math.floor(delay / 1000)))) +
      (application.category === undefined ? 0 : 2)
    );
  }
  if (timeout !== undefined) return 2 + listFieldSize(timeout.lastHeartbeatDetails);
  if (failure.canceledFailureInfo !== undefined)
    return (
      listFieldSize(failure.canceledFailureInfo.details) +
      textFieldSize(failure.canceledFailureInfo.identity)
    );
  if (failure.serverFailureInfo !== undefined)
    return failure.serverFailureInfo.nonRetryable === true ? 2 : 0;
  const { activityFailureInfo: activity, childWorkflowExecutionFailureInfo: child } = failure;
  if (activity !== undefined)
    return (
      numberFieldSize(activity.scheduledEventId) +
      numberFieldSize(activity.startedEventId) +
      textFieldSize(activity.identity) +
      fieldSize(textFieldSize(activity.activityType?.name)) +
      textFieldSize(activity.activityId) +
      RETRY_STATE_SIZE
    );
  if (child !== undefined) {
    const { workflowId, runId } = child.workflowExecution ?? {};
    return (
      textFieldSize(child.namespace) +
      fieldSize(textFieldSize(workflowId) + textFieldSize(runId)) +
      fieldSize(textFieldSize(child.workflowType?.name)) +
      numberFieldSize(child.initiatedEventId) +
      numberFieldSize(child.startedEventId) +
      RETRY_STATE_SIZE
    );
  }
  return 0;
}

/** The size of a failure with all its causes. */
export function failureSize(failure: Failure | undefined): number {
  if (failure === undefined) return 0;
  const { message, source, stackTrace, encodedAttributes, cause } = failure;
  return (
    textFieldSize(message) +
    textFieldSize(source) +
    textFieldSize(stackTrace) +
    fieldSize(failureInfoSize(failure)) +
    (encodedAttributes === undefined ? 0 : 1 + fieldSize(payloadSize(encodedAttributes))) +
    (cause === undefined ? 0 : fieldSize(failureSize(cause)))
  );
}

const isList = (value: object): value is Payloads => 'payloads' in value;

/**
 * About the size of the attributes of an event.
 * @divergence Sizes are estimates: the real service counts the bytes of the encoded event.
 */
export function attributesSize(attributes: object): number {
  let size = EVENT_FRAME;
  const values = attributes as Readonly<Record<string, unknown>>;
  for (const key in values) {
    const value = values[key];
    if (typeof value === 'string') size += value.length;
    else if (typeof value === 'object' && value !== null) {
      const part = value as object;
      if (isList(part)) size += payloadsSize(part);
      else if ('fields' in part) size += fieldsSize(part.fields as Record<string, Payload>);
      else if ('message' in part) size += failureSize(part as Failure);
    }
  }
  return size;
}
