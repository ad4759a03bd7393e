/** Plays a random program in a world of its own, interrupted at random, with all laws watching. */
import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import type { HistoryEvent } from '../src/protocol/event.ts';
import { serviceLaws } from '../src/laws/service-laws.ts';
import type { Chooser } from '../src/simulation/chooser.ts';
import type { StepObserver } from '../src/simulation/observer.ts';
import type { SimulationOptions } from '../src/simulation/options.ts';
import type { ScenarioWorld } from '../src/simulation/scenario-world.ts';
import { runSimulation, type SimulationRun } from '../src/simulation/simulation.ts';
import * as activities from '../src/fast-check/activity-script.ts';
import type { Interrupt, InterruptKind } from '../src/fast-check/interrupts.ts';
import { change, go, programmed } from '../src/fast-check/programmed-workflow.ts';
import type { Operation } from '../src/fast-check/workflow-program.ts';

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
  /** Chooses among the steps that are enabled; without it the first one is taken. */
  readonly chooser?: Chooser | undefined;
}

const WORKFLOW_ID = 'program';
/** Long enough for every program. */
const HORIZON = '1 hour';

const TASK_QUEUE = 'programs';

/** Interrupts the run, or its worker; a run that is closed cannot be interrupted. */
async function interrupt(
  kind: InterruptKind,
  handle: WorkflowHandle,
  world: ScenarioWorld,
): Promise<void> {
  switch (kind) {
    case 'evict':
      return world.evict(WORKFLOW_ID);
    case 'crash':
      return world.crashWorker();
    case 'crash with zombies':
      return world.crashWorker({ zombies: true });
    case 'shut down':
      await world.shutdownWorker();
      return world.startWorker(TASK_QUEUE);
    case 'lose heartbeats':
      return world.loseHeartbeats('1s');
    case 'update':
      // Nobody waits for its outcome: it may never come.
      void handle
        .executeUpdate(change, { args: [{ do: 'sleep', ms: 100 }] })
        .catch(() => undefined);
      return;
    case 'signal':
    case 'cancel':
    case 'terminate':
      try {
        await (kind === 'signal' ? handle.signal(go) : handle[kind]());
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
  }
}

/** @throws LawBrokenError if a law is broken */
export async function play(
  program: Operation,
  interrupts: readonly Interrupt[],
  { options = {}, observers = [], chooser }: Playing = {},
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
        taskQueue: TASK_QUEUE,
        workflowId: WORKFLOW_ID,
      });
      for (const { kind, at } of interrupts) {
        await world.sleep(Math.max(0, began + at - world.now));
        await interrupt(kind, handle, world);
      }
      // A defect of the real SDK may have a workflow task fail for ever: nothing is left to happen only in most runs.
      await world.sleep(HORIZON);
    },
    { chooser, observers: [laws, ...observers] },
  );
  const premises = new Map(laws.witnesses().map(({ law, premises: count }) => [law, count]));
  return { run, history: run.history(WORKFLOW_ID), premises };
}

/** How the last run of a history stands: the type of its last event. */
export const ending = (history: readonly HistoryEvent[]): string => history.at(-1)?.type ?? 'none';
