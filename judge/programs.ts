/** Random programs played in worlds of their own, for the histories that they leave behind. */
import type { WorkflowHandle, WorkflowOptions } from '@temporalio/client';
import fc from 'fast-check';
import { seededRandom } from '../src/common/random.ts';
import type { Chooser } from '../src/simulation/chooser.ts';
import type { SimulationOptions } from '../src/simulation/options.ts';
import {
  runSimulation,
  type Scenario,
  type ScenarioContext,
  type SimulationRun,
} from '../src/simulation/simulation.ts';
import type { ExecutionView } from '../src/service/service.ts';
import * as activities from '../src/fast-check/activity-script.ts';
import { type Interrupt, type InterruptKind, interrupts } from '../src/fast-check/interrupts.ts';
import {
  change,
  go,
  perform,
  programmed,
  signalsSeen,
} from '../src/fast-check/programmed-workflow.ts';
import { OTHER_WORKFLOW } from '../src/fast-check/rare-operations.ts';
import { contains, type Operation, workflowProgram } from '../src/fast-check/workflow-program.ts';

/** What befalls a run, or its worker. */
export type Mishap =
  | Interrupt
  /** A client ends a child of the program, if there is one. */
  | { readonly kind: 'cancel child' | 'terminate child'; readonly at: number }
  /** A message whose handler carries out a program of its own. */
  | { readonly kind: 'perform' | 'change'; readonly program: Operation; readonly at: number };

/** A program, what befalls it, and the world in which it is played. */
export interface Case {
  readonly program: Operation;
  readonly mishaps: readonly Mishap[];
  readonly options: Pick<SimulationOptions, 'maxCachedWorkflows' | 'seed'>;
  readonly start: Pick<
    WorkflowOptions,
    'workflowRunTimeout' | 'workflowExecutionTimeout' | 'retry'
  >;
  /** The id of the program's second child is taken. */
  readonly taken: boolean;
  /** How often, of a hundred choices, the next step is not the first that is enabled. */
  readonly disorder: number;
}

const operation = workflowProgram({ localActivities: true, children: true, rarities: true });

/** Mostly of several parts, since short ones are over before anything befalls them. */
const program: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 1, arbitrary: operation },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('parallel' as const, 'sequence' as const),
      of: fc.array(operation, { minLength: 2, maxLength: 4 }),
    }),
  },
);

const moments = fc.constantFrom(0, 1, 10, 100, 500, 900, 1000, 2000, 5000);

/** Of the usual parts: one that continues as new within a handler would fail its workflow task for ever. */
const handled = workflowProgram({ localActivities: true, children: true });

const KINDS: readonly InterruptKind[] = [
  'cancel',
  'cancel',
  'terminate',
  'signal',
  'signal',
  'evict',
  'crash',
  'crash with zombies',
  'shut down',
  'lose heartbeats',
];

const mishaps: fc.Arbitrary<readonly Mishap[]> = fc
  .tuple(
    interrupts(KINDS, 4),
    fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constantFrom('perform' as const, 'change' as const),
          program: handled,
          at: moments,
        }),
        fc.record({
          kind: fc.constantFrom('cancel child' as const, 'terminate child' as const),
          at: moments,
        }),
      ),
      { maxLength: 2 },
    ),
  )
  .map((lists) => lists.flat().toSorted((a, b) => a.at - b.at));

/** Cases with all that programs can be made of. */
export const cases: fc.Arbitrary<Case> = fc.noBias(
  fc.record({
    program,
    mishaps,
    options: fc.record({
      maxCachedWorkflows: fc.constantFrom(1000, 1000, 1, 0),
      seed: fc.nat({ max: 1000 }),
    }),
    start: fc.constantFrom<Case['start']>(
      {},
      {},
      {},
      {},
      { workflowRunTimeout: 2000 },
      { workflowExecutionTimeout: 4000, retry: { maximumAttempts: 3 } },
      { retry: { maximumAttempts: 2 } },
    ),
    taken: fc.constantFrom(false, false, false, true),
    disorder: fc.constantFrom(0, 0, 5, 50),
  }),
);

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

const TASK_QUEUE = 'programs';

/** Takes some other step than the first now and then, always the same ones for the same seed. */
function disorderly(disorder: number, seed: number): Chooser {
  const random = seededRandom(seed);
  return {
    choose: ({ enabled }) => (random.below(100) < disorder ? random.below(enabled.length || 1) : 0),
    draw: ({ boring }) => boring,
  };
}

/** Errors of calls that came too late, or were in vain. */
const IN_VAIN: ReadonlySet<string> = new Set([
  'ServiceError',
  'WorkflowNotFoundError',
  'WorkflowUpdateFailedError',
  'WorkflowUpdateRPCTimeoutOrCancelledError',
]);

async function maybeInVain(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!IN_VAIN.has((error as Error).name)) throw error;
  }
}

async function befall(
  mishap: Mishap,
  handle: WorkflowHandle<typeof programmed>,
  { client, world }: ScenarioContext,
): Promise<void> {
  switch (mishap.kind) {
    case 'evict':
      return world.evict(handle.workflowId);
    case 'crash':
      return world.crashWorker();
    case 'crash with zombies':
      return world.crashWorker({ zombies: true });
    case 'shut down':
      await world.shutdownWorker();
      return world.startWorker(TASK_QUEUE);
    case 'lose heartbeats':
      return world.loseHeartbeats('1s');
    case 'signal':
      return maybeInVain(handle.signal(go));
    case 'cancel child':
      return maybeInVain(client.workflow.getHandle(`${handle.workflowId}/1`).cancel());
    case 'terminate child':
      return maybeInVain(client.workflow.getHandle(`${handle.workflowId}/1`).terminate());
    case 'perform':
      return maybeInVain(handle.signal(perform, mishap.program));
    case 'update':
      void maybeInVain(handle.executeUpdate(change, { args: [{ do: 'sleep', ms: 100 }] }));
      return undefined;
    case 'change':
      // nobody waits for its end, since the handler may take as long as it likes
      void maybeInVain(handle.executeUpdate(change, { args: [mishap.program] }));
      return undefined;
    case 'cancel':
    case 'terminate':
      return maybeInVain(handle[mishap.kind]());
  }
}

/** Plays a case, and brings back every run that came of it. */
export async function playCase(one: Case): Promise<readonly ExecutionView[]> {
  const { executions } = await playThen(one, async () => undefined);
  return executions;
}

/** What the modelled Core says when it replays a run of a case from its history; undefined if it accepts it. */
export async function modelledRefusal(one: Case, runId: string): Promise<string | undefined> {
  const { value } = await playThen(one, async ({ client, world }) => {
    const execution = world.executions.find((other) => other.runId === runId);
    if (execution === undefined) return `there is no run ${runId}`;
    await world.evict(execution.workflowId);
    const handle = client.workflow.getHandle(execution.workflowId, runId);
    const seen = handle.query(signalsSeen).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    return Promise.race([seen, world.sleep(LONG_MS).then(() => 'it does not answer')]);
  });
  return value;
}

/** Plays a case, and lets its scenario end with something more. */
async function playThen<Value>(
  { program, mishaps: placed, options, disorder, taken, start: startOptions }: Case,
  more: Scenario<Value>,
): Promise<SimulationRun<Value>> {
  return runSimulation(
    {
      workflows: { programmed },
      activities: { scripted: activities.scripted },
      maxHeartbeatThrottleInterval: '100ms',
      defaultHeartbeatThrottleInterval: '100ms',
      traceLimit: 0,
      stepLimit: 20_000,
      ...options,
    },
    async (context) => {
      const { client, world } = context;
      const began = world.now;
      const start = (
        workflowId: string,
        of: Operation,
        options: Case['start'] = {},
      ): Promise<WorkflowHandle<typeof programmed>> =>
        client.workflow.start(programmed, {
          ...options,
          args: [of],
          taskQueue: TASK_QUEUE,
          workflowId,
        });
      if (contains(program, 'external'))
        await start(OTHER_WORKFLOW, { do: 'condition', signals: 3, timeout: 3000 });
      if (taken) await start('program/2', { do: 'sleep', ms: 1500 });
      const handle = await start('program', program, startOptions);
      for (const mishap of placed) {
        await world.sleep(Math.max(0, began + mishap.at - world.now));
        await befall(mishap, handle, context);
      }
      await world.sleep(LONG_MS);
      return more(context);
    },
    { observers: [], chooser: disorderly(disorder, options.seed ?? 1) },
  );
}
