/** How many bytes payloads and failures count against the size limits. */
import type { Failure } from '../protocol/failure.ts';
import type { Payload, Payloads } from '../protocol/payload.ts';

/** Bytes that an event, or a payload, has beside its data. */
const FRAME = 32;

/** The size of one payload. */
export function payloadSize(payload: Payload | null | undefined): number {
  if (payload === null || payload === undefined) return 0;
  return FRAME + (payload.data?.length ?? 0);
}

/** The size of a list of payloads. */
export function payloadsSize(payloads: Payloads | null | undefined): number {
  if (payloads === null || payloads === undefined) return 0;
  let size = 0;
  for (const payload of payloads.payloads) size += payloadSize(payload);
  return size;
}

/** The size of a table of payloads, as memos, headers and search attributes are. */
export function fieldsSize(fields: Readonly<Record<string, Payload>> | null | undefined): number {
  if (fields === null || fields === undefined) return 0;
  let size = 0;
  for (const key of Object.keys(fields)) size += key.length + payloadSize(fields[key]);
  return size;
}

/** The size of a failure with all its causes. */
export function failureSize(failure: Failure | undefined): number {
  let size = 0;
  for (let at = failure; at !== undefined; at = at.cause) {
    size += FRAME + (at.message?.length ?? 0) + (at.stackTrace?.length ?? 0);
    size += payloadsSize(at.applicationFailureInfo?.details);
    size += payloadsSize(at.canceledFailureInfo?.details);
    size += payloadSize(at.encodedAttributes);
  }
  return size;
}

const isList = (value: object): value is Payloads => 'payloads' in value;

/**
 * About the size of the attributes of an event.
 * @divergence Sizes are estimates: the real service counts the bytes of the encoded event.
 */
export function attributesSize(attributes: object): number {
  let size = 3 * FRAME;
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
