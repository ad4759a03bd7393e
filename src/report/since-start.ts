/** Moments of virtual time as text, counted from the start of a run. */
import type { EpochMs } from '../common/time.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

const twoDigits = (count: number): string => String(Math.floor(count)).padStart(2, '0');

/** A span of virtual time since the start: `'+3.000'` in seconds, `'+2:03.000'`, `'+1d 00:02:03.000'`. */
export function sinceStart(at: EpochMs, start: EpochMs): string {
  const span = at - start;
  const seconds = ((span % MINUTE) / 1000).toFixed(3);
  if (span < MINUTE) return `+${seconds}`;
  const minutes = (span % HOUR) / MINUTE;
  if (span < HOUR) return `+${Math.floor(minutes)}:${seconds.padStart(6, '0')}`;
  const days = span < DAY ? '' : `${Math.floor(span / DAY)}d `;
  return `+${days}${twoDigits((span % DAY) / HOUR)}:${twoDigits(minutes)}:${seconds.padStart(6, '0')}`;
}
