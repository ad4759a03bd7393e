/** Identifiers as Temporal makes them (version 4 UUIDs), but drawn from a seeded source. */
import type { Random } from './random.ts';

/** Gives a fresh identifier with every call. */
export type NewId = () => string;

/** UUIDs of version 4 whose sequence depends on the source alone. */
export function uuids(random: Random): NewId {
  const hex = (digits: number): string =>
    random
      .below(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return () => {
    const variant = (8 + random.below(4)).toString(16);
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text has the form of a UUID. */
export const isUuid = (text: string): boolean => UUID.test(text);
