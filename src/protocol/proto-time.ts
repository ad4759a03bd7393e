/** Durations, timestamps and 64-bit integers between lastcall's plain-object form and the protobuf objects of the SDK's packages. */
import type { DurationMs, EpochMs } from '../common/time.ts';

/** What a 64-bit field of a protobuf object may hold: a number, its digits, or an object with the halves of a `Long`. */
export type ProtoInt64 =
  | number
  | string
  | {
      readonly low: number;
      readonly high: number;
      readonly unsigned?: boolean | undefined;
    };

/** @see google.protobuf.Duration */
export interface ProtoDuration {
  readonly seconds?: ProtoInt64 | null | undefined;
  readonly nanos?: number | null | undefined;
}

/** @see google.protobuf.Timestamp */
export interface ProtoTimestamp {
  readonly seconds?: ProtoInt64 | null | undefined;
  readonly nanos?: number | null | undefined;
}

const TWO_TO_32 = 4_294_967_296;
const NANOS_PER_MS = 1_000_000;

/**
 * A whole number that the SDK can use where it expects a `Long`: it calculates with `mul` and `add` and reads
 * `toNumber`, and `Long.fromValue` and protobuf writers read the halves. Exact up to `Number.MAX_SAFE_INTEGER`.
 *
 * @see the class Long of the package `long`
 */
export class ProtoLong {
  readonly unsigned: boolean = false;
  readonly #value: number;

  constructor(value: number) {
    this.#value = Math.trunc(value);
  }

  get low(): number {
    return this.#value | 0;
  }

  get high(): number {
    return Math.floor(this.#value / TWO_TO_32) | 0;
  }

  mul(factor: ProtoInt64): ProtoLong {
    return new ProtoLong(this.#value * longToNumber(factor));
  }

  add(addend: ProtoInt64): ProtoLong {
    return new ProtoLong(this.#value + longToNumber(addend));
  }

  equals(other: ProtoInt64): boolean {
    return this.#value === longToNumber(other);
  }

  isZero(): boolean {
    return this.#value === 0;
  }

  toNumber(): number {
    return this.#value;
  }

  toString(): string {
    return String(this.#value);
  }

  toJSON(): string {
    return String(this.#value);
  }
}

/** A 64-bit integer as a number; 0 if it is not set. Above `Number.MAX_SAFE_INTEGER` the last digits are lost. */
export function longToNumber(value: ProtoInt64 | null | undefined): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return Number(value);
  if (value instanceof ProtoLong) return value.toNumber();
  const high = value.unsigned === true ? value.high >>> 0 : value.high;
  return high * TWO_TO_32 + (value.low >>> 0);
}

/** A number as a 64-bit integer that the SDK accepts for a `Long`. */
export const longFromNumber = (value: number): ProtoLong => new ProtoLong(value);

/** The 64-bit integer of a field that may be unset. */
export function optionalLongToNumber(value: ProtoInt64 | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : longToNumber(value);
}

/** A duration in milliseconds, or undefined if it is not set. Nanoseconds become a fraction. */
export function durationFromProto(
  duration: ProtoDuration | null | undefined,
): DurationMs | undefined {
  if (duration === null || duration === undefined) return undefined;
  // The wire carries whole nanoseconds: what the SDK computes beyond them never reaches the service.
  return longToNumber(duration.seconds) * 1000 + Math.trunc(duration.nanos ?? 0) / NANOS_PER_MS;
}

/** A duration as the protobuf object that the SDK's `tsToMs` reads. */
export function durationToProto(duration: DurationMs): {
  readonly seconds: ProtoLong;
  readonly nanos: number;
} {
  const seconds = Math.trunc(duration / 1000);
  return {
    seconds: new ProtoLong(seconds),
    nanos: Math.round((duration - seconds * 1000) * NANOS_PER_MS),
  };
}

/** The protobuf object of a duration that may be unset; null, as decoded messages have it, if it is. */
export function optionalDurationToProto(
  duration: DurationMs | undefined,
): { readonly seconds: ProtoLong; readonly nanos: number } | null {
  return duration === undefined ? null : durationToProto(duration);
}

/** An instant in milliseconds since the epoch, or undefined if it is not set. */
export function timestampFromProto(
  timestamp: ProtoTimestamp | null | undefined,
): EpochMs | undefined {
  return durationFromProto(timestamp);
}

/** An instant as the protobuf object that the SDK's `tsToMs` and `tsToDate` read; `nanos` is never negative. */
export function timestampToProto(timestamp: EpochMs): {
  readonly seconds: ProtoLong;
  readonly nanos: number;
} {
  const seconds = Math.floor(timestamp / 1000);
  return {
    seconds: new ProtoLong(seconds),
    nanos: Math.round((timestamp - seconds * 1000) * NANOS_PER_MS),
  };
}
