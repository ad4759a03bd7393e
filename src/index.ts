/** The door "lastcall": simulate a scenario around real workflow code. */
import type { Witness } from './laws/law.ts';
import { serviceLaws } from './laws/service-laws.ts';
import { runSimulation, type Scenario, type SimulationRun } from './simulation/simulation.ts';
import type { SimulationOptions } from './simulation/options.ts';

export type { ScenarioContext, Scenario, SimulationRun } from './simulation/simulation.ts';
export type { SimulationOptions, WorkerOptions } from './simulation/options.ts';
export type { ScenarioWorld } from './simulation/scenario-world.ts';
export type { Moment } from './simulation/moment.ts';
export type { TakenStep } from './simulation/step.ts';
export type { Finding, LogLine } from './simulation/trace.ts';
export type { HistoryEvent, HistoryEventOf, EventType } from './protocol/event.ts';
export { SimulationError } from './host/simulation-error.ts';
export { LawBrokenError } from './laws/law-broken-error.ts';
export {
  explore,
  laws,
  replay,
  type Counterexample,
  type ExplorationReport,
  type ExploreOptions,
  type Replay,
} from './explore.ts';
export type { ModuleExploreOptions } from './explore-module.ts';
export { between, script, type Script, type WhenToldToStop } from './script.ts';
export type { CounterexampleStory } from './report/counterexample.ts';
export type { WorkflowLaw } from './laws/workflow/workflow-law.ts';
export type { Effect } from './laws/workflow/effect.ts';

/** A run, and how often each law of the service was put to the test in it: a law without premises was not exercised. */
export interface CheckedRun<Result = unknown> extends SimulationRun<Result> {
  readonly laws: readonly Witness[];
}

/**
 * Runs a scenario once, in a world of its own: real workflow and activity code, a modelled worker and service, virtual time.
 * The laws of the service are checked after every step.
 * @throws LawBrokenError for a defect of lastcall, SimulationError subclasses for what the test's author must mend, and whatever the scenario throws
 */
export async function simulate<Result>(
  options: SimulationOptions,
  scenario: Scenario<Result>,
): Promise<CheckedRun<Result>> {
  const laws = serviceLaws();
  const run = await runSimulation(options, scenario, { observers: [laws] });
  return Object.assign(run, { laws: laws.witnesses() });
}
