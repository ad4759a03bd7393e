/** Arbitrary durations: spread over magnitudes, and often those at which something else happens as well. */
import fc from 'fast-check';
import type { DurationMs } from '../common/time.ts';

/** Between what durations are drawn, in milliseconds. */
export interface DurationConstraints {
  /** Default 0. */
  readonly min?: DurationMs | undefined;
  /** Default a day. */
  readonly max?: DurationMs | undefined;
}

const DAY = 86_400_000;

/** Round figures that timeouts and intervals have, and their neighbours: where races are. */
const ROUND = [1, 10, 100, 1_000, 5_000, 10_000, 30_000, 60_000, 3_600_000, DAY].flatMap((ms) => [
  ms - 1,
  ms,
  ms + 1,
]);

/** A duration in milliseconds; it shrinks to shorter ones. */
export function duration({
  min = 0,
  max = DAY,
}: DurationConstraints = {}): fc.Arbitrary<DurationMs> {
  const round = ROUND.filter((ms) => ms >= min && ms <= max);
  const any = fc.integer({ min, max });
  if (round.length === 0) return any;
  return fc.oneof({ withCrossShrink: true }, any, fc.constantFrom(...round));
}
