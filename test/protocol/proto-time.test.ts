/** Durations, timestamps and 64-bit integers on their way into and out of the SDK's own functions. */
import { msToTs, optionalTsToMs, tsToDate, tsToMs } from '@temporalio/common/lib/time.js';
import type { Timestamp } from '@temporalio/common/lib/time.js';
import { expect, test } from 'vitest';
import {
  durationFromProto,
  durationToProto,
  longFromNumber,
  longToNumber,
  timestampFromProto,
  timestampToProto,
} from '../../src/protocol/proto-time.ts';

const forSdk = (value: unknown): Timestamp => value as Timestamp;

test.each([0, 1, 999, 1000, 1500, 60_000, 86_400_000, 31_536_000_000_000])(
  'the SDK reads a duration of %i ms as we wrote it',
  (ms) => {
    expect(tsToMs(forSdk(durationToProto(ms)))).toBe(ms);
    expect(optionalTsToMs(forSdk(durationToProto(ms)))).toBe(ms);
  },
);

test('a duration that the SDK wrote is read as the milliseconds it was made from', () => {
  for (const ms of [0, 1, 1500, 86_400_000]) {
    expect(durationFromProto(msToTs(ms))).toBe(ms);
  }
  expect(durationFromProto(msToTs('1 minute'))).toBe(60_000);
});

test('an instant becomes the Date that the SDK shows to users', () => {
  const now = Date.UTC(2025, 10, 24, 21, 59, 1, 234);
  expect(tsToDate(forSdk(timestampToProto(now))).getTime()).toBe(now);
  expect(timestampFromProto(timestampToProto(now))).toBe(now);
});

test('fractions of a millisecond are kept to the nanosecond, and the SDK drops them', () => {
  expect(durationToProto(1.25).nanos).toBe(1_250_000);
  expect(durationFromProto(durationToProto(1.25))).toBe(1.25);
  expect(tsToMs(forSdk(durationToProto(1.25)))).toBe(1);
});

test('what is not set stays unset', () => {
  expect(durationFromProto(undefined)).toBeUndefined();
  expect(durationFromProto(null)).toBeUndefined();
  expect(durationFromProto({})).toBe(0);
});

test('an instant before the epoch has nanoseconds that count forward', () => {
  expect(timestampToProto(-1)).toMatchObject({ nanos: 999_000_000 });
  expect(timestampToProto(-1).seconds.toNumber()).toBe(-1);
  expect(timestampFromProto(timestampToProto(-1))).toBe(-1);
});

test('64-bit integers are read from numbers, digits and halves', () => {
  expect(longToNumber(7)).toBe(7);
  expect(longToNumber('4294967297')).toBe(4_294_967_297);
  expect(longToNumber({ low: 1, high: 1, unsigned: false })).toBe(4_294_967_297);
  expect(longToNumber({ low: -1, high: -1, unsigned: false })).toBe(-1);
  expect(longToNumber({ low: -1, high: 0, unsigned: true })).toBe(4_294_967_295);
  expect(longToNumber(msToTs(5_000_000_000_000).seconds)).toBe(5_000_000_000);
  expect(longToNumber(undefined)).toBe(0);
});

test.each([0, 1, -1, 4_294_967_295, 4_294_967_296, -4_294_967_297, Number.MAX_SAFE_INTEGER])(
  'the halves of %i are those of the same Long',
  (value) => {
    const long = longFromNumber(value);
    expect(longToNumber({ low: long.low, high: long.high, unsigned: false })).toBe(value);
    expect(long.toString()).toBe(String(value));
  },
);

test('the Long of the SDK calculates with ours', () => {
  const theirs = msToTs(2000).seconds;
  expect(theirs?.add(longFromNumber(40) as never).toNumber()).toBe(42);
});
