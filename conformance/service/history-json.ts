/** Histories as `temporal workflow show --output json` prints them, for the normaliser to read. */
import type { HistoryEvent } from '../../src/protocol/event.ts';

const DURATION = /(?:Timeout|Interval|Backoff|Delay)$/;
const TIME = /Time$/;

/** A value of the plain-object form in proto JSON form: durations as `"10s"`, bytes in base64. */
export function toJson(value: unknown, key = ''): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'number') {
    if (DURATION.test(key)) return `${value / 1000}s`;
    return TIME.test(key) ? new Date(value).toISOString() : value;
  }
  if (Array.isArray(value)) return value.map((item) => toJson(item));
  if (typeof value !== 'object' || value === null) return value;
  const json: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value))
    if (item !== undefined) json[name] = toJson(item, name);
  return json;
}

/** An event in proto JSON form. */
export const eventToJson = (event: HistoryEvent): Record<string, unknown> => ({
  eventId: String(event.eventId),
  eventTime: new Date(event.eventTime).toISOString(),
  eventType: event.type,
  [`${event.type.charAt(0).toLowerCase()}${event.type.slice(1)}EventAttributes`]: toJson(
    event.attributes,
  ),
});
