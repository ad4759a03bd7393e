/** Of random programs: taking steps in every order that can make a difference leaves behind what taking them in every order does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SimulationOptions } from '../src/simulation/options.ts';
import type { Scenario } from '../src/simulation/simulation.ts';
import { searchPlainly } from '../test/exploration/plain-search.ts';
import { searchReduced } from '../test/exploration/reduced-search.ts';
import { scripted } from '../src/fast-check/activity-script.ts';
import { go, programmed } from '../src/fast-check/programmed-workflow.ts';
import { workflowProgram, type Operation } from '../src/fast-check/workflow-program.ts';
import { runs, Sometimes } from './runs.ts';

const options: SimulationOptions = {
  workflows: { programmed },
  activities: { scripted },
  settleWithin: '1 minute',
  stepLimit: 2000,
};

const interrupted =
  (program: Operation): Scenario<void> =>
  async ({ client, world }) => {
    const { workflow } = client;
    const handle = await workflow.start(programmed, {
      args: [program],
      taskQueue: 'programs',
      workflowId: 'program',
    });
    await world.sleep(100);
    const calls = [handle.signal(go), handle.cancel()];
    await Promise.all(calls.map((call) => call.catch(() => undefined)));
  };

/** More orders than that are not tried out one by one. */
const MANY = 600;

test('no history is missed by leaving out orders that make no difference', async () => {
  const [compared, saved] = [new Sometimes(), new Sometimes()];
  const parts = { localActivities: true, children: true, rarities: true };
  await fc.assert(
    fc.asyncProperty(workflowProgram(parts), async (program) => {
      const scenario = interrupted(program);
      const plain = await searchPlainly(options, scenario, MANY);
      const reduced = await searchReduced(options, scenario, MANY);
      if (!reduced.isComplete) return;
      const missed = [...plain.histories].filter((history) => !reduced.histories.has(history));
      expect(missed).toEqual([]);
      if (plain.isComplete) expect(reduced.histories.size).toBe(plain.histories.size);
      compared.note(plain.histories.size > 2);
      saved.note(reduced.schedules * 5 < plain.schedules);
    }),
    runs(25),
  );
  expect(compared.count, 'several histories were compared').toBeGreaterThan(0);
  expect(saved.count, 'most orders were left out').toBeGreaterThan(0);
});
