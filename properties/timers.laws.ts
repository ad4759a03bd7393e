/** When timers fire, whatever else happens in their run. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryEventOf } from '../src/protocol/event.ts';
import { interrupts } from '../src/fast-check/interrupts.ts';
import { workflowProgram, type Operation } from '../src/fast-check/workflow-program.ts';
import { play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

test('timers fire exactly when they are due, and in that order', async () => {
  const tied = new Sometimes();
  await fc.assert(
    fc.asyncProperty(workflowProgram(), interrupts(), async (program, placed) => {
      const { history } = await play(program, placed);
      const fired = history.filter((event) => event.type === 'TimerFired');
      for (const event of fired) {
        const started = history[event.attributes.startedEventId - 1];
        const { eventTime, attributes } = started as HistoryEventOf<'TimerStarted'>;
        expect(event.eventTime).toBe(eventTime + attributes.startToFireTimeout);
      }
      tied.note(fired.some(({ eventTime }, at) => fired[at + 1]?.eventTime === eventTime));
    }),
    runs(200),
  );
  expect(tied.count, 'two timers fired at one instant').toBeGreaterThan(0);
});

test('the virtual clock shows just the time that was slept', async () => {
  const spans = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(spans, async (lengths) => {
      const program: Operation = {
        do: 'sequence',
        of: lengths.map((ms) => ({ do: 'sleep', ms })),
      };
      const { history } = await play(program, []);
      const slept = lengths.reduce((sum, ms) => sum + Math.max(1, ms), 0);
      const [first, last] = [history[0], history.at(-1)];
      expect((last?.eventTime ?? 0) - (first?.eventTime ?? 0)).toBe(slept);
    }),
    runs(50),
  );
});
