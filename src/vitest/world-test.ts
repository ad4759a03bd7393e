/** A test in a world of its own: the scenario is the test, and where it fails the histories of its world are told. */
import type { TestContext, TestOptions } from 'vitest';
import { simulate } from '../index.ts';
import { historyText } from '../report/history-text.ts';
import type { SimulationOptions } from '../simulation/options.ts';
import type { ScenarioWorld } from '../simulation/scenario-world.ts';
import type { ScenarioContext } from '../simulation/simulation.ts';
import type { MakeTest } from './declare-tests.ts';
import { apart } from './test-options.ts';

/** How many events of a history are told. */
const LINES = 24;

/** The context of vitest, with what a scenario is given: its own properties stay what they are, lazy ones too. */
export function contextOf(given: ScenarioContext, context: TestContext): object {
  return Object.create(context, {
    client: { value: given.client, enumerable: true },
    world: { value: given.world, enumerable: true },
  }) as object;
}

/** What has happened to the executions of a world. */
function told(world: ScenarioWorld): string {
  return world.executions
    .map(
      ({ workflowId, workflowType, status, events }) =>
        `${workflowId} (${workflowType}) ${status}\n${historyText(events, { lines: LINES })}`,
    )
    .join('\n');
}

/** The share of a test's timeout after which a wait for something real is told apart from what else takes long. */
const SHARE = 0.8;

/** Leaves the runner's timeout to what is neither: its message would not say what the test waits for. */
function realTimeLimit(
  { realTimeLimit: wanted }: SimulationOptions,
  { task }: TestContext,
): Pick<SimulationOptions, 'realTimeLimit'> {
  const limited = wanted === undefined && task.timeout > 0 && Number.isFinite(task.timeout);
  return limited ? { realTimeLimit: Math.ceil(task.timeout * SHARE) } : {};
}

/** Makes a test in a world. */
export const inWorld: MakeTest = (options, scenario) => {
  const { vitest, ours } = apart(options as SimulationOptions & TestOptions);
  return {
    options: vitest,
    async body(cases, context) {
      let world: ScenarioWorld | undefined;
      try {
        await simulate({ ...ours, ...realTimeLimit(ours, context) }, (given) => {
          ({ world } = given);
          return scenario(...cases, contextOf(given, context));
        });
      } catch (error) {
        const story = world === undefined ? '' : told(world);
        if (story !== '') await context.annotate(story, 'lastcall');
        throw error;
      }
    },
  };
};
