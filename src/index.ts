/** The door "lastcall": simulate a scenario around real workflow code. */
import { runSimulation, type Scenario, type SimulationRun } from './simulation/simulation.ts';
import type { SimulationOptions } from './simulation/options.ts';

export type { ScenarioContext, Scenario, SimulationRun } from './simulation/simulation.ts';
export type { SimulationOptions, WorkerOptions } from './simulation/options.ts';
export type { ScenarioWorld, Moment } from './simulation/scenario-world.ts';
export type { TakenStep } from './simulation/step.ts';
export type { Finding, LogLine } from './simulation/trace.ts';
export type { HistoryEvent, HistoryEventOf, EventType } from './protocol/event.ts';
export { SimulationError } from './host/simulation-error.ts';
export { explore, replay, type ExploreOptions } from './explore.ts';
export type { ExplorationReport } from './exploration/explore.ts';

/**
 * Runs a scenario once, in a world of its own: real workflow and activity code, a modelled worker and service, virtual time.
 * @throws SimulationError subclasses for what the test's author must mend, and whatever the scenario throws
 */
export async function simulate<Result>(
  options: SimulationOptions,
  scenario: Scenario<Result>,
): Promise<SimulationRun<Result>> {
  return runSimulation(options, scenario, { observers: [] });
}
