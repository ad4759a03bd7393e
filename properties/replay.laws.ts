/** A worker may forget a run at any moment: replayed from its history it goes on as if nothing had been. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interrupts, type Interrupt } from './arbitraries/interrupts.ts';
import { workflowProgram } from './arbitraries/workflow-program.ts';
import { play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

const together = (
  placed: readonly Interrupt[],
  forgotten: readonly Interrupt[],
): readonly Interrupt[] =>
  // Those of the same moment keep their order: first what befalls the worker, then what clients do.
  [...forgotten, ...placed].toSorted((a, b) => a.at - b.at);

test('evicting a run between any two activations changes no history', async () => {
  const replayed = new Sometimes();
  await fc.assert(
    fc.asyncProperty(
      workflowProgram({ children: true }),
      interrupts(['cancel', 'signal', 'terminate'], 2),
      interrupts(['evict'], 4),
      async (program, placed, forgotten) => {
        const kept = await play(program, placed);
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
