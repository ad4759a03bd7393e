/** Cron schedules: which are understood, and when the next run is due. */
import { describe, expect, test } from 'vitest';
import { calendarTime, instantOf, parseTime } from '../../src/service/calendar.ts';
import { cronBackoff, cronProblem, nextCronTime, parseCron } from '../../src/service/cron.ts';

const at = (text: string): number => Date.parse(text);
const next = (schedule: string, after: string): string => {
  const parsed = parseCron(schedule);
  const time = parsed && nextCronTime(parsed, at(after));
  return time === undefined ? 'never' : new Date(time).toISOString();
};

describe('the next time of a cron schedule', () => {
  test.for([
    ['* * * * *', '2024-01-01T00:00:00Z', '2024-01-01T00:01:00.000Z'],
    ['* * * * *', '2024-01-01T00:00:59.999Z', '2024-01-01T00:01:00.000Z'],
    ['*/15 * * * *', '2024-01-01T00:46:00Z', '2024-01-01T01:00:00.000Z'],
    ['5/20 * * * *', '2024-01-01T00:25:00Z', '2024-01-01T00:45:00.000Z'],
    ['0 9-17/4 * * *', '2024-01-01T13:00:00Z', '2024-01-01T17:00:00.000Z'],
    ['30 8 * * MON-FRI', '2024-01-05T09:00:00Z', '2024-01-08T08:30:00.000Z'],
    ['0 0 29 2 *', '2024-03-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 1,15 * 3', '2024-01-01T00:00:00Z', '2024-01-03T00:00:00.000Z'],
    ['0 0 * * 3', '2024-01-04T00:00:00Z', '2024-01-10T00:00:00.000Z'],
    ['0 0 13 * *', '2024-12-13T00:00:00Z', '2025-01-13T00:00:00.000Z'],
    ['0 12 * JAN,jul ?', '2024-02-01T00:00:00Z', '2024-07-01T12:00:00.000Z'],
    ['@hourly', '2024-01-01T00:00:00Z', '2024-01-01T01:00:00.000Z'],
    ['@daily', '2024-01-01T12:00:00Z', '2024-01-02T00:00:00.000Z'],
    ['@midnight', '2024-01-01T12:00:00Z', '2024-01-02T00:00:00.000Z'],
    ['@weekly', '2024-01-01T00:00:00Z', '2024-01-07T00:00:00.000Z'],
    ['@monthly', '2024-01-31T00:00:00Z', '2024-02-01T00:00:00.000Z'],
    ['@yearly', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00.000Z'],
    ['@annually', '2024-06-01T00:00:00Z', '2025-01-01T00:00:00.000Z'],
    ['@every 90s', '2024-01-01T00:00:00.400Z', '2024-01-01T00:01:30.000Z'],
    ['@every 1h30m', '2024-01-01T00:00:00Z', '2024-01-01T01:30:00.000Z'],
    ['@every 100ms', '2024-01-01T00:00:00Z', '2024-01-01T00:00:01.000Z'],
    ['0 0 31 2 *', '2024-01-01T00:00:00Z', 'never'],
  ] as const)('%s after %s is %s', ([schedule, after, expected]) => {
    expect(next(schedule, after)).toBe(expected);
  });
});

test.for([
  'yesterday',
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 7',
  '5-1 * * * *',
  '*/0 * * * *',
  '1-2-3 * * * *',
  '*-5 * * * *',
  '1/2/3 * * * *',
  '* * * * someday',
  '@every soon',
  '@every -5s',
  'CRON_TZ=Europe/Berlin 0 0 * * *',
])('the schedule %s is refused', (schedule) => {
  expect(cronProblem(schedule, 0)).toBe('invalid CronSchedule.');
});

test('a schedule that never comes is refused', () => {
  expect(cronProblem('0 0 30 2 *', 0)).toBe(
    'invalid CronSchedule, no time can be found to satisfy the schedule',
  );
});

describe('the backoff of a cron workflow', () => {
  const started = at('2024-01-01T00:00:00Z');
  test('leads to the next tick after the one that the run before was due at', () => {
    expect(cronBackoff('* * * * *', started, started + 10_000)).toBe(50_000);
  });
  test('leaves the ticks out that passed while the run before went on', () => {
    expect(cronBackoff('* * * * *', started, started + 150_000)).toBe(30_000);
  });
  test('leaves out the tick at which the run before ends: by then it is over', () => {
    expect(cronBackoff('* * * * *', started, started + 60_000)).toBe(60_000);
    expect(cronBackoff('@every 2s', started, started + 2000)).toBe(2000);
  });
  test('is of whole seconds', () => {
    expect(cronBackoff('* * * * *', started, started + 10_400)).toBe(50_000);
  });
  test('ends where the run before ends too early', () => {
    expect(cronBackoff('* * * * *', started + 5000, started)).toBe(5000);
  });
  test('is none without a schedule', () => {
    expect(cronBackoff('', started, started)).toBeUndefined();
  });
});

describe('the calendar', () => {
  test('agrees with that of the platform', () => {
    for (let day = -800_000; day < 800_000; day += 397) {
      const time = day * 86_400_000 + 45_296_000;
      const date = new Date(time);
      const shown = calendarTime(time);
      expect([shown.year, shown.month, shown.day, shown.weekday]).toEqual([
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        date.getUTCDay(),
      ]);
      expect(instantOf(shown.year, shown.month, shown.day, shown.hour)).toBe(
        day * 86_400_000 + 12 * 3_600_000,
      );
    }
  });

  test.for([
    '2024-01-01T00:00:00Z',
    '2024-02-29T23:59:59.123Z',
    '2024-01-01T10:00:00+02:00',
    '2024-01-01T10:00:00.5-05:30',
  ])('reads %s', (text) => {
    expect(parseTime(text)).toBe(Date.parse(text));
  });

  test.for(['soon', '2024-13-01T00:00:00Z', '2024-02-30T00:00:00Z', '2024-01-01T25:00:00Z'])(
    'does not take %s for a time',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );
});
