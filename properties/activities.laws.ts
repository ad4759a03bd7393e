/** What activities do and are told, whatever their attempts do and whenever their run is interrupted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryEvent, HistoryEventOf } from '../src/protocol/event.ts';
import { interrupts } from '../src/fast-check/interrupts.ts';
import { workflowProgram } from '../src/fast-check/workflow-program.ts';
import { play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

const scheduledIn = (
  history: readonly HistoryEvent[],
): readonly HistoryEventOf<'ActivityTaskScheduled'>[] =>
  history.filter((event) => event.type === 'ActivityTaskScheduled');

const closesOf = (history: readonly HistoryEvent[], scheduledEventId: number): HistoryEvent[] =>
  history.filter(
    ({ type, attributes }) =>
      /^ActivityTask(Completed|Failed|TimedOut|Canceled)$/.test(type) &&
      'scheduledEventId' in attributes &&
      attributes.scheduledEventId === scheduledEventId,
  );

test('each scheduled activity closes at most once, and exactly once if its run stays open', async () => {
  const closed = new Sometimes();
  await fc.assert(
    fc.asyncProperty(workflowProgram(), interrupts(), async (program, placed) => {
      const { run } = await play(program, placed);
      for (const { status, events } of run.executions) {
        for (const { eventId } of scheduledIn(events)) {
          const closes = closesOf(events, eventId).length;
          if (status === 'RUNNING') expect(closes).toBe(1);
          else expect(closes).toBeLessThanOrEqual(1);
          closed.note(closes === 1);
        }
      }
    }),
    runs(150),
  );
  expect(closed.count).toBeGreaterThan(0);
});

test('an attempt hears of a cancellation only through the answer to a heartbeat', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(
      workflowProgram(),
      interrupts(['cancel', 'cancel', 'terminate'], 2),
      async (program, placed) => {
        const { premises } = await play(program, placed);
        told += premises.get('cancel-reaches-attempt-by-answer') ?? 0;
      },
    ),
    runs(200),
  );
  expect(told).toBeGreaterThan(0);
});

test('the laws about attempts and heartbeats are all put to the test', async () => {
  const sum = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      workflowProgram(),
      interrupts(['cancel', 'signal'], 2),
      async (program, placed) => {
        const { premises } = await play(program, placed);
        for (const [law, count] of premises) sum.set(law, (sum.get(law) ?? 0) + count);
      },
    ),
    runs(200),
  );
  const about = [
    'no-attempt-after-end',
    'one-attempt-at-a-time',
    'retry-waits-its-interval',
    'attempt-is-heard-until-its-deadline',
    'heartbeat-tells-of-cancel',
    'details-reach-next-attempt',
    'activity-times-out-when-due',
    'cancel-forbids-retry',
    'activity-failure-is-final',
    'canceled-activity-was-asked',
  ];
  expect(about.filter((law) => (sum.get(law) ?? 0) === 0)).toEqual([]);
});
