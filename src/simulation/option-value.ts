/** The values of options, as users write them. */
import type { Duration } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import type { DurationMs } from '../common/time.ts';
import { OptionError } from './error.ts';

/** A duration as users write it, in milliseconds. @throws OptionError if it is no duration, or negative */
export function duration(option: string, value: Duration): DurationMs {
  let ms: number | undefined;
  try {
    ms = typeof value === 'number' ? value : msToNumber(value);
  } catch {
    ms = undefined;
  }
  if (ms === undefined || !Number.isFinite(ms) || ms < 0) {
    throw new OptionError(
      option,
      value,
      "a duration that is not negative, such as '30 seconds' or 30000",
    );
  }
  return ms;
}

/** How many of something. @throws OptionError if it is no whole number, or less than `least` */
export function count(option: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new OptionError(option, value, `a whole number, at least ${least}`);
}

/** Two durations, in milliseconds, of which the second is no shorter than the first. @throws OptionError */
export function bounds(
  what: string,
  atLeast: Duration,
  atMost: Duration = atLeast,
): readonly [atLeast: DurationMs, atMost: DurationMs] {
  const [low, high] = [
    duration(`first bound of ${what}`, atLeast),
    duration(`second bound of ${what}`, atMost),
  ];
  if (high >= low) return [low, high];
  throw new OptionError(`second bound of ${what}`, atMost, `no less than the first, ${atLeast}`);
}
