/** Shards: an exploration split over machines, so that together they run what one would have run. */
import { scheduleText, type Schedule } from './schedule.ts';

/** Which part of an exploration a machine runs. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Whether a schedule falls to a shard: decided by its text alone, so that every machine decides alike. */
export function inShard(schedule: Schedule, { index, count }: Shard): boolean {
  let hash = 2_166_136_261;
  for (const char of scheduleText(schedule)) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  }
  return hash % count === index - 1;
}
