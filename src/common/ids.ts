/** Identifiers as Temporal makes them (version 4 UUIDs), but drawn from a seeded source. */
import type { Random } from './random.ts';

/** Gives a fresh identifier with every call. */
export type NewId = () => string;

/** All bytes as two digits. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

const byte = (bits: number): string => BYTES[bits & 0xff] as string;
const digit = (bits: number): string => (bits & 0xf).toString(16);

const hex3 = (bits: number): string => digit(bits >>> 8) + byte(bits);
const hex4 = (bits: number): string => byte(bits >>> 8) + byte(bits);
const hex6 = (bits: number): string => byte(bits >>> 16) + hex4(bits);
const hex8 = (bits: number): string => hex4(bits >>> 16) + hex4(bits);

/** UUIDs of version 4 whose sequence depends on the source alone. */
export function uuids(random: Random): NewId {
  return () => {
    const variant = digit(8 + random.below(4));
    const first = hex8(random.below(2 ** 32));
    const second = hex4(random.below(2 ** 16));
    const third = hex3(random.below(2 ** 12));
    const fourth = hex3(random.below(2 ** 12));
    const node = hex6(random.below(2 ** 24)) + hex6(random.below(2 ** 24));
    return `${first}-${second}-4${third}-${variant}${fourth}-${node}`;
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text has the form of a UUID. */
export const isUuid = (text: string): boolean => UUID.test(text);
