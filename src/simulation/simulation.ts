/** One simulation: makes a world, lets the scenario run in it to the end, and hands over what came of it. */
import type { Client } from '@temporalio/client';
import type { EpochMs } from '../common/time.ts';
import { installAmbientGlobals } from '../host/ambient-globals.ts';
import { createConnection } from '../client/connection.ts';
import { createClient } from '../client/lazy-client.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { ExecutionView } from '../service/service.ts';
import { belongs } from './client-worlds.ts';
import type { Draw } from './draws.ts';
import type { ExpectationWitness } from './expectations.ts';
import { Loop, type LoopHooks } from './loop.ts';
import { resolveOptions, type SimulationOptions } from './options.ts';
import { Participant } from './participant.ts';
import { activityOf, type ScenarioActivity } from './scenario-activity.ts';
import { ScenarioWorld } from './scenario-world.ts';
import type { TakenStep } from './step.ts';
import type { Delivery, Finding, LogLine } from './trace.ts';
import { withWorkflows } from './workflows-path.ts';
import { World } from './world.ts';

/** What a scenario is given. */
export interface ScenarioContext {
  /** A real `Client` of `@temporalio/client`, connected to the world's service. */
  readonly client: Client;
  readonly world: ScenarioWorld;
}

/** What a run is given beside its options and its scenario. */
export interface SimulationHooks extends LoopHooks {
  /** Told of what the run leaves behind, also where it ends with an error. */
  readonly left?: ((run: SimulationRun) => void) | undefined;
}

/** A scenario: what the clients and the surroundings of the workflows do. It may be run many times. */
export type Scenario<Result> = (context: ScenarioContext) => Result | Promise<Result>;

/** What a run leaves behind. */
export interface SimulationRun<Result = unknown> {
  /** What the scenario returned. */
  readonly value: Result;
  /** Every execution, in order of start. */
  readonly executions: readonly ExecutionView[];
  /** Every step that was taken, with its virtual time. */
  readonly trace: readonly TakenStep[];
  readonly stepsTaken: number;
  /** In which the run differs from the boring one: lines that `replay` takes. Of `simulate`: none. */
  readonly schedule: readonly string[];
  /** The numbers that were drawn from ranges. */
  readonly draws: readonly Draw[];
  /** Who was told what of an interrupt, and when. */
  readonly deliveries: readonly Delivery[];
  readonly findings: readonly Finding[];
  readonly logs: readonly LogLine[];
  /** What the scenario expected with `world.always` and the like, and how often that came about. */
  readonly expectations: readonly ExpectationWitness[];
  /** The virtual clock when the run ended. */
  readonly now: EpochMs;
  readonly startTime: EpochMs;
  /** The history of a run; without a run id that of the latest run of the workflow. Empty if there is none. */
  history(workflowId: string, runId?: string): readonly HistoryEvent[];
  /** The activities of a type: how often their code was set going. @throws OptionError if no worker has that type */
  activity(type: string): ScenarioActivity;
}

/**
 * Runs a scenario in a world of its own.
 * @throws OptionError, StepLimitError, ScenarioStuckError, RealTimeLimitError, what an observer throws, what the scenario throws
 */
export async function runSimulation<Result>(
  options: SimulationOptions,
  scenario: Scenario<Result>,
  hooks: SimulationHooks,
): Promise<SimulationRun<Result>> {
  const given = withWorkflows(options);
  const resolved = resolveOptions(given instanceof Promise ? await given : given);
  const uninstall = installAmbientGlobals();
  const world = new World(resolved);
  const participant = new Participant(world);
  try {
    const { namespace, dataConverter, clientInterceptors } = resolved;
    const client = createClient({
      connection: createConnection(participant.transport(), { newId: world.newId, namespace }),
      namespace,
      dataConverter,
      interceptors: clientInterceptors,
    });
    const scenarioWorld = new ScenarioWorld(world, participant);
    belongs(client, scenarioWorld);
    participant.begin(() => scenario({ client, world: scenarioWorld }));
    await new Loop(world, participant, hooks).run();
    return runOf<Result>(world, participant, hooks);
  } finally {
    hooks.left?.(runOf(world, participant, hooks));
    participant.close();
    world.close();
    uninstall();
  }
}

function runOf<Result>(
  world: World,
  { outcome, expectations }: Participant,
  { chooser }: SimulationHooks,
): SimulationRun<Result> {
  const { service, trace } = world;
  return {
    value: (outcome?.ok === true ? outcome.value : undefined) as Result,
    executions: [...service.executions()],
    trace: trace.steps,
    stepsTaken: trace.taken,
    schedule: chooser?.deviations ?? [],
    draws: world.draws.made,
    deliveries: trace.deliveries,
    findings: trace.findings,
    logs: trace.logs,
    expectations: expectations.witnesses,
    now: world.now,
    startTime: world.options.startTime,
    history: (workflowId, runId) => service.execution(workflowId, runId)?.events ?? [],
    activity: (type) => activityOf(world, type),
  };
}
