/** The door to exploration: every schedule worth trying, under the laws of the service and those of well-behaved workflows. */
import {
  exploreWith,
  replayWith,
  type ExplorationReport,
  type ExploreOptions as Exploring,
} from './exploration/explore.ts';
import type { Probe } from './exploration/probe.ts';
import type { ScheduleLike } from './exploration/schedule.ts';
import { serviceLaws } from './laws/service-laws.ts';
import { atMostOnce } from './laws/workflow/at-most-once.ts';
import { balanced } from './laws/workflow/balanced.ts';
import { lawsInForce, type LawSwitches } from './laws/workflow/laws-in-force.ts';
import { settlesWithin } from './laws/workflow/settles-within.ts';
import type { WorkflowLaw } from './laws/workflow/workflow-law.ts';
import { WorkflowLawSet } from './laws/workflow/workflow-law-set.ts';
import type { StepObserver } from './simulation/observer.ts';
import type { Scenario } from './simulation/simulation.ts';

/** What an exploration is to try, and which laws hold. */
export interface ExploreOptions extends Exploring {
  /** Switches workflow laws off: `{ 'no-work-in-dead-scope': 'off' }`. Default: all are on. */
  readonly laws?: LawSwitches | undefined;
  /** Laws that hold too: laws with parameters, and laws of your own. */
  readonly extraLaws?: readonly WorkflowLaw[] | undefined;
}

/** Laws with parameters, for `extraLaws`. */
export const laws: {
  readonly settlesWithin: typeof settlesWithin;
  readonly atMostOnce: typeof atMostOnce;
  readonly balanced: typeof balanced;
} = { settlesWithin, atMostOnce, balanced };

function lawsOf({
  laws: switches = {},
  extraLaws = [],
}: ExploreOptions): () => readonly StepObserver[] {
  const inForce = [...lawsInForce(switches), ...extraLaws];
  return () => [serviceLaws(), new WorkflowLawSet(inForce)];
}

/**
 * Runs a scenario under every schedule worth trying, and reports whether the laws hold in all of them.
 * @throws OptionError, ScheduleSyntaxError
 */
export async function explore(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
): Promise<ExplorationReport> {
  return exploreWith(options, scenario, lawsOf(options));
}

/**
 * Runs a scenario once under a schedule. What does not apply is in `unapplied`.
 * @throws OptionError, ScheduleSyntaxError
 */
export async function replay(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  schedule: ScheduleLike,
): Promise<Probe> {
  return replayWith(options, scenario, schedule, lawsOf(options));
}
