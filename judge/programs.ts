/** Random programs played in worlds of their own, for the histories that they leave behind. */
import fc from 'fast-check';
import { simulate, type SimulationOptions } from '../src/index.ts';
import type { ExecutionView } from '../src/service/service.ts';
import * as activities from '../properties/arbitraries/activity-script.ts';
import {
  type Interrupt,
  type InterruptKind,
  interrupts,
} from '../properties/arbitraries/interrupts.ts';
import { go, programmed } from '../properties/arbitraries/programmed-workflow.ts';
import { type Operation, workflowProgram } from '../properties/arbitraries/workflow-program.ts';

/** A program, what befalls it, and the world in which it is played. */
export interface Case {
  readonly program: Operation;
  readonly interrupts: readonly (Omit<Interrupt, 'kind'> & { readonly kind: JudgedInterrupt })[];
  readonly options: Pick<SimulationOptions, 'maxCachedWorkflows' | 'seed'>;
}

type JudgedInterrupt = InterruptKind | 'crash';

/** Cases with all that programs can be made of. */
export const cases: fc.Arbitrary<Case> = fc.record({
  program: workflowProgram({ localActivities: true, children: true }),
  interrupts: interrupts(['cancel', 'terminate', 'signal', 'signal', 'evict'], 4),
  options: fc.record({
    maxCachedWorkflows: fc.constantFrom(1000, 1000, 1, 0),
    seed: fc.nat({ max: 1000 }),
  }),
});

/** The case of a number: every number has its own, so that one of many can be played alone. */
export function caseOf(seed: number, number: number): Case {
  const [one] = fc.sample(cases, { seed: caseSeed(seed, number), numRuns: 1 });
  if (one === undefined) throw new Error('fast-check made no case.');
  return one;
}

/** What fast-check starts from to make the case of a number. */
export const caseSeed = (seed: number, number: number): number =>
  Math.imul(seed, 0x9e3779b1) + number;

/** Longer than any program takes; those that wait for ever are left as they are then. */
const LONG_MS = 300_000;

/** Plays a case, and brings back every run that came of it. */
export async function playCase({
  program,
  interrupts: placed,
  options,
}: Case): Promise<readonly ExecutionView[]> {
  const run = await simulate(
    {
      workflows: { programmed },
      activities: { scripted: activities.scripted },
      maxHeartbeatThrottleInterval: '100ms',
      defaultHeartbeatThrottleInterval: '100ms',
      traceLimit: 0,
      stepLimit: 20_000,
      ...options,
    },
    async ({ client, world }) => {
      const began = world.now;
      const handle = await client.workflow.start(programmed, {
        args: [program],
        taskQueue: 'programs',
        workflowId: 'program',
      });
      for (const { kind, at } of placed) {
        await world.sleep(Math.max(0, began + at - world.now));
        try {
          if (kind === 'evict') await world.evict('program');
          else if (kind === 'crash') await world.crashWorker();
          else if (kind === 'signal') await handle.signal(go);
          else await handle[kind]();
        } catch (error) {
          if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
        }
      }
      await world.sleep(LONG_MS);
    },
  );
  return run.executions;
}
