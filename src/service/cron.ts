/** Cron schedules of workflows: when the next run is due. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import { calendarTime, instantOf } from './calendar.ts';

/** A schedule that was understood. */
export type CronSchedule =
  | { readonly type: 'Every'; readonly delay: DurationMs }
  | {
      readonly type: 'Fields';
      readonly minutes: ReadonlySet<number>;
      readonly hours: ReadonlySet<number>;
      readonly days: ReadonlySet<number>;
      readonly months: ReadonlySet<number>;
      readonly weekdays: ReadonlySet<number>;
      /** Whether either of the two is open: then a day must fit both, else it may fit one of them. */
      readonly bothDays: boolean;
    };

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const SEARCHED_YEARS = 5;

/** Reads a duration as Go writes it: `1h30m`, `2s`, `1.5h`. */
function parseDuration(text: string): DurationMs | undefined {
  if (!/^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g))
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  return total;
}

/** Reads one field into the values it stands for. */
function parseField(
  field: string,
  low: number,
  high: number,
  names: readonly string[] = [],
): Set<number> | undefined {
  const valueOf = (text: string): number => {
    const name = names.indexOf(text.toLowerCase());
    if (name >= 0) return name + low;
    return /^\d+$/.test(text) ? Number(text) : NaN;
  };
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', stepText, ...rest] = part.split('/');
    const step = stepText === undefined ? 1 : Number(/^\d+$/.test(stepText) ? stepText : NaN);
    const [fromText = '', toText, ...more] = range.split('-');
    if (rest.length > 0 || more.length > 0 || !(step >= 1)) return undefined;
    const open = fromText === '*' || fromText === '?';
    if (open && toText !== undefined) return undefined;
    const from = open ? low : valueOf(fromText);
    const single = stepText === undefined && !open;
    const to = toText === undefined ? (single ? from : high) : valueOf(toText);
    if (!(from >= low && to <= high && from <= to)) return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

const isOpen = (field: string): boolean => field.startsWith('*') || field.startsWith('?');

/**
 * Understands a schedule: five fields, `@every DURATION`, `@hourly` and the like.
 * @divergence Schedules are in UTC: a time zone (`CRON_TZ=...`) is refused.
 * @see temporal common/backoff/cron.go
 */
export function parseCron(text: string): CronSchedule | undefined {
  const schedule = text.trim();
  if (schedule.startsWith('@every ')) {
    const delay = parseDuration(schedule.slice('@every '.length));
    return delay === undefined
      ? undefined
      : { type: 'Every', delay: Math.max(1000, Math.floor(delay / 1000) * 1000) };
  }
  const fields = (DESCRIPTORS[schedule] ?? schedule).split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5) return undefined;
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const days = parseField(day, 1, 31);
  const months = parseField(month, 1, 12, MONTHS);
  const weekdays = parseField(weekday, 0, 6, WEEKDAYS);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const bothDays = isOpen(day) || isOpen(weekday);
  return { type: 'Fields', minutes, hours, days, months, weekdays, bothDays };
}

/** The first instant after another that fits a schedule, or undefined if there is none. */
export function nextCronTime(schedule: CronSchedule, after: EpochMs): EpochMs | undefined {
  if (schedule.type === 'Every') return Math.floor(after / 1000) * 1000 + schedule.delay;
  let at = (Math.floor(after / 60_000) + 1) * 60_000;
  const lastYear = calendarTime(after).year + SEARCHED_YEARS;
  for (;;) {
    const { year, month, day, hour, minute, weekday } = calendarTime(at);
    if (year > lastYear) return undefined;
    const fitsDay = schedule.days.has(day);
    const fitsWeekday = schedule.weekdays.has(weekday);
    if (!schedule.months.has(month)) {
      at = month === 12 ? instantOf(year + 1, 1, 1) : instantOf(year, month + 1, 1);
    } else if (!(schedule.bothDays ? fitsDay && fitsWeekday : fitsDay || fitsWeekday)) {
      at = instantOf(year, month, day) + 86_400_000;
    } else if (!schedule.hours.has(hour)) {
      at = instantOf(year, month, day, hour) + 3_600_000;
    } else if (!schedule.minutes.has(minute)) {
      at += 60_000;
    } else {
      return at;
    }
  }
}

/** What is wrong with a schedule, in the words of the service, or undefined. */
export function cronProblem(text: string | undefined, now: EpochMs): string | undefined {
  if (text === undefined || text === '') return undefined;
  const schedule = parseCron(text);
  if (schedule === undefined) return 'invalid CronSchedule.';
  if (nextCronTime(schedule, now) === undefined)
    return 'invalid CronSchedule, no time can be found to satisfy the schedule';
  return undefined;
}

/**
 * How long after now the next run is due, in whole seconds; undefined if there is none.
 * `scheduledTime` is when the run before was due.
 * @see temporal common/backoff/cron.go: GetBackoffForNextSchedule
 */
export function cronBackoff(
  text: string | undefined,
  scheduledTime: EpochMs,
  now: EpochMs,
): DurationMs | undefined {
  const schedule = text === undefined || text === '' ? undefined : parseCron(text);
  if (schedule === undefined) return undefined;
  let next: EpochMs | undefined = scheduledTime;
  if (now >= scheduledTime) {
    next = nextCronTime(schedule, scheduledTime);
    // an instant that has just come is over: a real clock has always gone on when a run closes at the due time of the next
    while (next !== undefined && next <= now) next = nextCronTime(schedule, next);
  }
  return next === undefined ? undefined : Math.ceil((next - now) / 1000) * 1000;
}
