/** Durations and timestamps as proto3 JSON writes them: "0.700s", "2026-01-01T00:00:00.500Z". */
import type { DurationMs, EpochMs } from '../common/time.ts';

const NANOS_PER_MS = 1_000_000;

/** A fraction of a second with 0, 3, 6 or 9 digits, as protobuf libraries print it. */
function fraction(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  if (nanos % 1_000_000 === 0) return `.${digits.slice(0, 3)}`;
  return nanos % 1000 === 0 ? `.${digits.slice(0, 6)}` : `.${digits}`;
}

/** A duration as JSON. */
export function durationToJson(duration: DurationMs): string {
  const absolute = Math.abs(duration);
  const wholeSeconds = Math.floor(absolute / 1000);
  const nanos = Math.round((absolute - wholeSeconds * 1000) * NANOS_PER_MS);
  const [seconds, rest] = nanos === 1_000_000_000 ? [wholeSeconds + 1, 0] : [wholeSeconds, nanos];
  return `${duration < 0 ? '-' : ''}${seconds}${fraction(rest)}s`;
}

/** The duration that a JSON text says, or undefined if it says none. */
export function durationFromJson(text: string): DurationMs | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(text);
  if (match === null) return undefined;
  const [, sign, seconds, digits = ''] = match;
  const magnitude = Number(seconds) * 1000 + Number(digits.padEnd(9, '0')) / NANOS_PER_MS;
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

/**
 * An instant as JSON.
 * @divergence To the microsecond: a double of milliseconds since 1970 holds no more.
 */
export function timestampToJson(timestamp: EpochMs): string {
  const micros = Math.round(timestamp * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  const date = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${date}${fraction((micros - seconds * 1_000_000) * 1000)}Z`;
}

/** The instant that a JSON text says, to the microsecond, or undefined if it says none. */
export function timestampFromJson(text: string): EpochMs | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, date, time, digits = '', zone = 'Z'] = match;
  const seconds = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(seconds)) return undefined;
  const micros = Math.floor(Number(digits.padEnd(9, '0')) / 1000);
  return seconds + micros / 1000;
}
