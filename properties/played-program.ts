/** Plays a random program in a world of its own, interrupted at random, with all laws watching. */
import type { HistoryEvent } from '../src/protocol/event.ts';
import { serviceLaws } from '../src/laws/service-laws.ts';
import type { StepObserver } from '../src/simulation/observer.ts';
import type { SimulationOptions } from '../src/simulation/options.ts';
import { runSimulation, type SimulationRun } from '../src/simulation/simulation.ts';
import * as activities from './arbitraries/activity-script.ts';
import type { Interrupt } from './arbitraries/interrupts.ts';
import { go, programmed } from './arbitraries/programmed-workflow.ts';
import type { Operation } from './arbitraries/workflow-program.ts';

/** What is left of a program that was played. */
export interface PlayedProgram {
  readonly run: SimulationRun;
  /** Of the program's own run. */
  readonly history: readonly HistoryEvent[];
  /** How often the premise of each law has occurred. */
  readonly premises: ReadonlyMap<string, number>;
}

/** How a program is played. */
export interface Playing {
  readonly options?: SimulationOptions | undefined;
  readonly observers?: readonly StepObserver[] | undefined;
}

const WORKFLOW_ID = 'program';

/** @throws LawBrokenError if a law is broken */
export async function play(
  program: Operation,
  interrupts: readonly Interrupt[],
  { options = {}, observers = [] }: Playing = {},
): Promise<PlayedProgram> {
  const laws = serviceLaws();
  const run = await runSimulation(
    {
      workflows: { programmed },
      activities: { scripted: activities.scripted },
      maxHeartbeatThrottleInterval: '100ms',
      defaultHeartbeatThrottleInterval: '100ms',
      stepLimit: 5000,
      ...options,
    },
    async ({ client, world }) => {
      const began = world.now;
      const handle = await client.workflow.start(programmed, {
        args: [program],
        taskQueue: 'programs',
        workflowId: WORKFLOW_ID,
      });
      for (const { kind, at } of interrupts) {
        await world.sleep(Math.max(0, began + at - world.now));
        try {
          if (kind === 'evict') await world.evict(WORKFLOW_ID);
          else if (kind === 'signal') await handle.signal(go);
          else await handle[kind]();
        } catch (error) {
          if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
        }
      }
      await world.settle();
    },
    { observers: [laws, ...observers] },
  );
  const premises = new Map(laws.witnesses().map(({ law, premises: count }) => [law, count]));
  return { run, history: run.history(WORKFLOW_ID), premises };
}

/** How the last run of a history stands: the type of its last event. */
export const ending = (history: readonly HistoryEvent[]): string => history.at(-1)?.type ?? 'none';
