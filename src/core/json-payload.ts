/** Payloads that Core itself writes and reads: JSON, with the encoding `json/plain`. */
import type { Payload } from '../protocol/payload.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const JSON_PLAIN = encoder.encode('json/plain');

/** A value as a `json/plain` payload; `searchAttributeType` is what a search attribute must say of itself. */
export function jsonPayload(value: unknown, searchAttributeType?: string): Payload {
  const data = encoder.encode(JSON.stringify(value));
  return searchAttributeType === undefined
    ? { metadata: { encoding: JSON_PLAIN }, data }
    : { metadata: { encoding: JSON_PLAIN, type: encoder.encode(searchAttributeType) }, data };
}

/** What a JSON payload says, or undefined if it is none. */
export function readJsonPayload(payload: Payload | undefined): unknown {
  if (!payload?.data) return undefined;
  try {
    return JSON.parse(decoder.decode(payload.data)) as unknown;
  } catch {
    return undefined;
  }
}
