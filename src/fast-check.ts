/** The door "lastcall/fast-check": schedules, durations and small workflow programs as arbitraries. */
export { lawsHold, schedule } from './fast-check/schedule.ts';
export type { ScheduleConstraints, ScheduleLines } from './fast-check/schedule.ts';
export { duration, type DurationConstraints } from './fast-check/duration.ts';
