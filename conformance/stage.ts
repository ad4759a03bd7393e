/** The stage on which lastcall plays the conformance scenarios: one simulated world each, with the worker of the recordings. */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { serviceLaws } from '../src/laws/service-laws.ts';
import { historyToJson } from '../src/protocol/history-json.ts';
import type { StepObserver } from '../src/simulation/observer.ts';
import type { SimulationOptions } from '../src/simulation/options.ts';
import {
  runSimulation,
  type ScenarioContext,
  type SimulationRun,
} from '../src/simulation/simulation.ts';
import { normalizeHistory, RunNames } from './normalize.ts';
import { failureChain, type Outcome, type RecordedCall } from './outcome.ts';
import type { Scenario, Stage } from './scenarios.ts';

/** The code under test: what the worker of the stage runs. */
export interface Program {
  readonly workflows: object;
  readonly activities: object;
}

/** What a stage may be given beside its play. */
export interface Staging extends SimulationOptions {
  readonly observers?: readonly StepObserver[];
}

/** How long the recorder waited after a scenario before it read the histories. */
const SETTLE_MS = 1500;

const taskQueue = 'conformance';

/** What the service calls a status, as the client spells it. */
const spelled = (status: string): string => (status === 'CANCELED' ? 'CANCELLED' : status);

/** How the worker of the recordings is set, and the stage's own world. */
export const worldOf = (program: Program): SimulationOptions => ({
  ...program,
  taskQueue,
  maxHeartbeatThrottleInterval: '100ms',
  defaultHeartbeatThrottleInterval: '100ms',
});

/** What the clients of a scenario have heard. */
export interface Heard {
  readonly calls: RecordedCall[];
  readonly results: unknown[];
}

/** Lets a scenario run in a world to the moment at which its recorder read the histories. */
export async function perform(
  scenario: Scenario,
  { client, world }: ScenarioContext,
  { calls, results }: Heard,
): Promise<void> {
  const sleep = (ms: number): Promise<void> => world.sleep(ms);
  await scenario.drive(stageOf(scenario.name, client, sleep, calls, results));
  await sleep(SETTLE_MS);
}

/** What a scenario of that name has left behind in a run. */
export function leftBy(
  name: string,
  run: Pick<SimulationRun, 'executions'>,
  heard: Heard,
): Outcome {
  const ours = run.executions
    .filter(({ workflowId }) => isOurs(workflowId, name))
    .toSorted((a, b) => (a.workflowId < b.workflowId ? -1 : Number(a.workflowId > b.workflowId)));
  const names = new RunNames();
  const executions = ours.map(({ workflowId, runId, status, events }) => ({
    workflowId,
    run: names.of(runId),
    status: spelled(status),
    events: normalizeHistory(historyToJson(events), names),
  }));
  return { ...heard, executions };
}

/** Plays one scenario under the laws of the service, and brings back what it left behind. Observers may meddle. */
export async function play(
  scenario: Scenario,
  program: Program,
  { observers = [], ...options }: Staging = {},
): Promise<Outcome> {
  const heard: Heard = { calls: [], results: [] };
  const run = await runSimulation(
    { ...worldOf(program), ...options },
    (context) => perform(scenario, context, heard),
    { observers: [serviceLaws(), ...observers] },
  );
  return leftBy(scenario.name, run, heard);
}

/** Executions of the scenario: that of its own name, and those that it named after itself. */
const isOurs = (workflowId: string, name: string): boolean =>
  workflowId.startsWith(name) && /^(-(child|target|taken))?$/.test(workflowId.slice(name.length));

function stageOf(
  name: string,
  client: Client,
  sleep: (ms: number) => Promise<void>,
  calls: RecordedCall[],
  results: unknown[],
): Stage {
  return {
    name,
    deadTaskQueue: 'nobody-polls-this',
    sleep,
    handle: (workflowId) => client.workflow.getHandle(workflowId),
    start: async (workflow, args, options) =>
      await client.workflow.start(workflow, {
        workflowId: name,
        taskQueue,
        args,
        ...options,
      } as Parameters<typeof client.workflow.start<typeof workflow>>[1]),
    async call(label, action) {
      try {
        const value = await action();
        calls.push({ label, ok: typeof value === 'string' ? value : true });
      } catch (error) {
        calls.push({ label, failed: failureChain(error) });
      }
    },
    async result(handle: WorkflowHandle) {
      const { workflowId } = handle;
      try {
        results.push({ workflowId, value: (await handle.result()) ?? null });
      } catch (error) {
        results.push({ workflowId, failed: failureChain(error) });
      }
    },
  };
}
