/** The calendar in UTC, reckoned without a clock: for cron schedules and for times in visibility queries. */
import type { EpochMs } from '../common/time.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** An instant as a calendar shows it. */
export interface CalendarTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** The days from the Unix epoch to a date of the Gregorian calendar. */
export function daysFromEpoch(year: number, month: number, day: number): number {
  // Years are counted from March, so that the leap day is the last of its year.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** What a calendar shows at an instant. */
export function calendarTime(at: EpochMs): CalendarTime {
  const days = Math.floor(at / DAY);
  const seconds = Math.floor((at - days * DAY) / SECOND);
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

/** The instant of a calendar time. */
export const instantOf = (
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): EpochMs => daysFromEpoch(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * SECOND;

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Reads a time in RFC 3339 form; undefined if it is none. */
export function parseTime(text: string): EpochMs | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as Six;
  const whole = instantOf(year, month, day, hour, minute, second);
  const shown = calendarTime(whole);
  // A date that does not exist has run over into another one.
  if (shown.month !== month || shown.day !== day || shown.hour !== hour || shown.second !== second)
    return undefined;
  const offset = (part(9) * 60 + part(10)) * 60 * SECOND * (match[8] === '-' ? -1 : 1);
  return whole + part(7) * SECOND - offset;
}

type Six = [number, number, number, number, number, number];
