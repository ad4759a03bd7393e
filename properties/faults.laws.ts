/** Whatever befalls a worker, and in whatever order things happen that may happen in any: what Temporal promises holds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closingStatus } from '../src/protocol/event.ts';
import type { Chooser } from '../src/simulation/chooser.ts';
import { interrupts } from '../src/fast-check/interrupts.ts';
import { workflowProgram } from '../src/fast-check/workflow-program.ts';
import { ending, play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

const everything = { localActivities: true, children: true, rarities: true };
const FAULTS = ['evict', 'crash', 'crash with zombies', 'shut down', 'lose heartbeats'] as const;

test('whatever befalls the worker, the laws of the service hold', async () => {
  const sum = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      workflowProgram(everything),
      interrupts([...FAULTS, 'cancel', 'terminate'], 5),
      async (program, placed) => {
        const { premises } = await play(program, placed);
        for (const [law, count] of premises) sum.set(law, (sum.get(law) ?? 0) + count);
      },
    ),
    runs(200),
  );
  const about = [
    'only-open-task-is-heard',
    'only-current-attempt-is-heard',
    'worker-tells-attempt-for-cause',
    'attempt-is-heard-until-its-deadline',
    'one-attempt-at-a-time',
  ];
  expect(about.filter((law) => (sum.get(law) ?? 0) === 0)).toEqual([]);
});

test('a run whose worker crashes goes on with the worker that takes its place', async () => {
  const recovered = new Sometimes();
  await fc.assert(
    fc.asyncProperty(
      workflowProgram(),
      interrupts(['crash', 'signal', 'signal'], 4),
      async (program, placed) => {
        const { history } = await play(program, placed);
        const stillOpen = closingStatus(history.at(-1)?.type ?? 'TimerFired') === undefined;
        // It may wait for signals; it is not left with a task that nobody takes.
        if (stillOpen) expect(ending(history)).not.toBe('WorkflowTaskScheduled');
        recovered.note(!stillOpen && placed.some(({ kind, at }) => kind === 'crash' && at > 0));
      },
    ),
    runs(100),
  );
  expect(recovered.count).toBeGreaterThan(0);
});

/** Takes the steps in the order that the numbers say, then in the usual one. */
function chooserOf(choices: readonly number[], reordered: Sometimes): Chooser {
  let made = 0;
  return {
    choose({ enabled }) {
      const choice = (choices[made++] ?? 0) % enabled.length;
      reordered.note(choice > 0);
      return choice;
    },
    draw: ({ boring }) => boring,
  };
}

test('in whatever order enabled steps are taken, the laws of the service hold', async () => {
  const reordered = new Sometimes();
  await fc.assert(
    fc.asyncProperty(
      workflowProgram(everything),
      interrupts(),
      fc.array(fc.nat({ max: 7 }), { maxLength: 60 }),
      async (program, placed, choices) => {
        await play(program, placed, { chooser: chooserOf(choices, reordered) });
      },
    ),
    runs(200),
  );
  expect(reordered.count).toBeGreaterThan(0);
});
