/** How durations, timestamps and bytes stand in the JSON of histories. */
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../src/protocol/base64.ts';
import {
  durationFromJson,
  durationToJson,
  timestampFromJson,
  timestampToJson,
} from '../../src/protocol/json-time.ts';

test.each([
  [0, '0s'],
  [10_000, '10s'],
  [700, '0.700s'],
  [1.5, '0.001500s'],
  [960.204285, '0.960204285s'],
  [-1500, '-1.500s'],
])('a duration of %d ms is %s', (ms, json) => {
  expect(durationToJson(ms)).toBe(json);
  expect(durationFromJson(json)).toBe(ms);
});

test('durations may have any number of digits up to nine', () => {
  expect(durationFromJson('0.7s')).toBe(700);
  expect(durationFromJson('-0s')).toBe(0);
});

test.each(['', 's', '10', '10 s', '1.s', '1.1234567891s', '1e3s', '١s'])(
  '%j is no duration',
  (json) => {
    expect(durationFromJson(json)).toBeUndefined();
  },
);

test.each([
  [Date.UTC(2026, 0, 1), '2026-01-01T00:00:00Z'],
  [Date.UTC(2026, 0, 1, 0, 0, 0, 500), '2026-01-01T00:00:00.500Z'],
  [Date.UTC(2026, 0, 1) + 0.25, '2026-01-01T00:00:00.000250Z'],
  [0, '1970-01-01T00:00:00Z'],
  [-1, '1969-12-31T23:59:59.999Z'],
])('the instant %d is %s', (instant, json) => {
  expect(timestampToJson(instant)).toBe(json);
  expect(timestampFromJson(json)).toBe(instant);
});

test('times may be of other zones, and finer than a microsecond', () => {
  expect(timestampFromJson('2026-01-01T01:00:00+01:00')).toBe(Date.UTC(2026, 0, 1));
  expect(timestampToJson(timestampFromJson('2026-11-24T20:29:43.283369432Z') ?? 0)).toBe(
    '2026-11-24T20:29:43.283369Z',
  );
});

test.each(['', '2026-01-01', '2026-01-01T00:00:00', '2026-13-01T00:00:00Z', 'yesterday'])(
  '%j is no instant',
  (json) => {
    expect(timestampFromJson(json)).toBeUndefined();
  },
);

test.each(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar', 'ÿþ\u0000'])(
  'the bytes of %j survive base64',
  (text) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const encoded = toBase64(bytes);
    expect(encoded).toBe(Buffer.from(bytes).toString('base64'));
    expect(fromBase64(encoded)).toEqual(bytes);
    expect(fromBase64(encoded.replace(/=+$/, ''))).toEqual(bytes);
  },
);

test('the URL-safe digits of base64 are read, other characters are not', () => {
  expect(fromBase64('-_-_')).toEqual(fromBase64('+/+/'));
  expect(fromBase64('a')).toBeUndefined();
  expect(fromBase64('ab!=')).toBeUndefined();
});
