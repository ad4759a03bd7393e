/** Seeded randomness: the same seed gives the same numbers, on every machine. */

/** A source of numbers in [0, 1) that depends on its seed alone. */
export interface Random {
  /** The next number, at least 0 and less than 1. */
  next(): number;
  /** The next whole number, at least 0 and less than `bound`. */
  below(bound: number): number;
}

/** A source that is started from a whole number (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: (bound) => Math.floor(next() * bound) };
}
