/** Equal seeds give equal bytes: a program that is played twice leaves the same behind, step by step; and what does not is named. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstDifference, RunRecord, type RecordedStep } from '../src/simulation/run-record.ts';
import type { SimulationOptions } from '../src/simulation/options.ts';
import { runSimulation } from '../src/simulation/simulation.ts';
import { interrupts, type Interrupt } from '../src/fast-check/interrupts.ts';
import { workflowProgram, type Operation } from '../src/fast-check/workflow-program.ts';
import { play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

/** Captured before any world was made: what lastcall installs cannot reach it. */
const unseeded = Math.random;

const everything = { localActivities: true, children: true, rarities: true };

async function recorded(
  program: Operation,
  placed: readonly Interrupt[],
  options?: SimulationOptions,
): Promise<readonly RecordedStep[]> {
  const record = new RunRecord();
  await play(program, placed, { options, observers: [record] });
  return record.steps;
}

test('equal seeds give equal bytes', async () => {
  const interrupted = new Sometimes();
  await fc.assert(
    fc.asyncProperty(workflowProgram(everything), interrupts(), async (program, placed) => {
      const first = await recorded(program, placed);
      expect(firstDifference(first, await recorded(program, placed))).toBeUndefined();
      interrupted.note(placed.length > 0 && first.length > 10);
    }),
    runs(150),
  );
  expect(interrupted.count).toBeGreaterThan(0);
});

test('another seed gives other ids, and the same story', async () => {
  const program: Operation = { do: 'sleep', ms: 10 };
  const one = await recorded(program, [], { seed: 1 });
  const two = await recorded(program, [], { seed: 2 });
  expect(firstDifference(one, two)).toMatchObject({
    first: expect.stringMatching(/runId|RunId|-/),
  });
  expect(two.map(({ taken }) => taken.name)).toEqual(one.map(({ taken }) => taken.name));
});

describe('what does not come from the seed', () => {
  async function twice(
    workflow: () => Promise<unknown>,
  ): Promise<ReturnType<typeof firstDifference>> {
    const records = [new RunRecord(), new RunRecord()] as const;
    for (const record of records) {
      await runSimulation(
        { workflows: { planted: workflow } },
        async ({ client }) => {
          await client.workflow.execute('planted', { workflowId: 'w', taskQueue: 'q' });
        },
        { observers: [record] },
      );
    }
    return firstDifference(records[0].steps, records[1].steps);
  }

  test('is found in a result, and the step that brought it is named', async () => {
    const difference = await twice(async () => unseeded());
    expect(difference?.first).toContain('workflow:w task completed');
    expect(difference?.first).toContain('CompleteWorkflowExecution');
    expect(difference?.first).not.toBe(difference?.second);
  });

  test('is not the random numbers and the clock that workflow code sees', async () => {
    expect(await twice(async () => [Math.random(), Date.now(), new Date().toISOString()])).toBe(
      undefined,
    );
  });
});
