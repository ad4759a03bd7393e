/** A worker may forget a run at any moment: replayed from its history it goes on as if nothing had been. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interrupts, type Interrupt } from '../src/fast-check/interrupts.ts';
import { workflowProgram } from '../src/fast-check/workflow-program.ts';
import { play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

/** Evictions at moments of their own: between two things that happen, and not among those of one instant. */
const together = (
  placed: readonly Interrupt[],
  forgotten: readonly Interrupt[],
): readonly Interrupt[] =>
  [
    ...placed.map(({ kind, at }) => ({ kind, at: at + 0.25 })),
    ...forgotten.map(({ kind, at }) => ({ kind, at: at + 0.75 })),
  ].toSorted((a, b) => a.at - b.at);

test('evicting a run between any two activations changes no history', async () => {
  const replayed = new Sometimes();
  await fc.assert(
    fc.asyncProperty(
      workflowProgram({ children: true, apart: true }),
      interrupts(['cancel', 'signal', 'terminate'], 2),
      interrupts(['evict'], 4),
      async (program, placed, forgotten) => {
        const kept = await play(program, together(placed, []));
        const evicted = await play(program, together(placed, forgotten));
        expect(evicted.history.map(({ type, eventTime }) => [type, eventTime])).toEqual(
          kept.history.map(({ type, eventTime }) => [type, eventTime]),
        );
        replayed.note(evicted.run.stepsTaken > kept.run.stepsTaken && kept.history.length > 8);
      },
    ),
    runs(100),
  );
  expect(replayed.count).toBeGreaterThan(0);
});
