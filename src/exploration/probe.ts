/** One probe of an exploration: a run under one schedule, what it broke, and what else could have happened in it. */
import type { DurationMs } from '../common/time.ts';
import { InvariantError } from '../common/invariant.ts';
import { SimulationError } from '../host/simulation-error.ts';
import type { Chooser } from '../simulation/chooser.ts';
import { ScenarioStuckError } from '../simulation/error.ts';
import type { ExpectationWitness } from '../simulation/expectations.ts';
import type { LawWitness, StepObserver } from '../simulation/observer.ts';
import type { SimulationOptions } from '../simulation/options.ts';
import { runSimulation, type Scenario, type SimulationRun } from '../simulation/simulation.ts';
import type { World } from '../simulation/world.ts';
import { fingerprint } from './fingerprint.ts';
import type { Guide } from './guide.ts';
import { PATIENCE, type Horizon } from './horizon.ts';
import type { InPlay } from './in-play.ts';
import { placementsIn } from './placements.ts';
import type { Schedule } from './schedule.ts';
import { ScheduledChooser, type Lookout, type Opportunity } from './scheduled-chooser.ts';
import { expectedOfInterrupts } from './scenario-outcome.ts';

/** What a run broke. */
export interface Violation {
  /** The law or expectation, by name; `'scenario'` where an assertion of the scenario itself failed; else the name of the error. */
  readonly law: string;
  readonly message: string;
  readonly error: unknown;
  /** The index of the step after which it showed. */
  readonly step: number;
}

/** What a search has to know of one run, wherever it was made. All data. */
export interface ProbeOutcome {
  readonly schedule: Schedule;
  /** The law or expectation that was broken, by the name of its violation. */
  readonly broken: string | undefined;
  readonly opportunities: readonly Opportunity[];
  /** The deviations that found no moment to apply. */
  readonly unapplied: Schedule;
  /** Equal for runs with equal histories. */
  readonly fingerprint: string;
  readonly steps: number;
  /** How often what the laws speak of occurred. */
  readonly witnesses: readonly LawWitness[];
  /** The same of what the scenario expected. */
  readonly expectations: readonly ExpectationWitness[];
}

/** What came of one run that was made here. */
export interface Probe extends ProbeOutcome {
  readonly violation: Violation | undefined;
  /** What the run left behind, also where it broke something. */
  readonly run: SimulationRun | undefined;
}

/** Whether a run was made here, and what it left behind is at hand. */
export const isProbe = (outcome: ProbeOutcome): outcome is Probe => 'violation' in outcome;

/** How the runs of an exploration are made. */
export interface ProbeSettings {
  readonly options: SimulationOptions;
  readonly scenario: Scenario<unknown>;
  readonly inPlay: InPlay;
  /** Fresh laws for each run. */
  readonly laws: () => readonly StepObserver[];
  /** Called before each run: the place to reset what activities write to. */
  readonly beforeEach?: (() => void | Promise<void>) | undefined;
  /** Where the run is given up; without it, the scenario is waited for. */
  readonly horizon?: Horizon | undefined;
  /** How late a step may be that a schedule holds back. */
  readonly lateness?: DurationMs | undefined;
}

/** Remembers what all histories of the world say when it is over, however it ended. */
class HistoryWitness implements StepObserver {
  world: World | undefined;

  afterStep(_taken: unknown, world: World): void {
    this.world = world;
  }
}

/** Runs the scenario once under a schedule; the boring run has no horizon. @throws InvariantError where lastcall itself is at fault */
export async function probe(
  { horizon, ...settings }: ProbeSettings,
  schedule: Schedule,
  lookout?: Lookout,
): Promise<Probe> {
  const chooser = new ScheduledChooser(schedule, lookout, settings.lateness);
  const deviates = schedule.length > 0;
  const limited = deviates ? { ...settings, horizon } : settings;
  const left = await runUnder(limited, chooser, () => deviates);
  return { schedule, opportunities: chooser.opportunities, unapplied: chooser.unapplied, ...left };
}

/** Runs the scenario once, the way a guide goes. @throws InvariantError where lastcall itself is at fault */
export async function probeWith(settings: ProbeSettings, guide: Guide): Promise<Probe> {
  const deviates = (): boolean => guide.schedule.length > 0;
  const left = await runUnder(settings, guide, deviates, guide.observers);
  return { schedule: guide.schedule, opportunities: [], unapplied: [], ...left };
}

async function runUnder(
  { options, scenario, inPlay, laws, beforeEach, horizon }: ProbeSettings,
  chooser: Chooser,
  deviates: () => boolean,
  observers: readonly StepObserver[] = [],
): Promise<Omit<Probe, 'schedule' | 'opportunities' | 'unapplied'>> {
  await beforeEach?.();
  const witness = new HistoryWitness();
  const lawful = laws();
  const tolerant: Scenario<unknown> = async (context) => {
    try {
      return await scenario(context);
    } catch (error) {
      if (deviates() && expectedOfInterrupts(error)) return undefined;
      throw error;
    }
  };
  let run: SimulationRun | undefined;
  let violation: Violation | undefined;
  try {
    await runSimulation(options, tolerant, {
      chooser,
      observers: [witness, ...observers, ...lawful],
      placements: (world, next) => placementsIn(world, inPlay, next),
      horizon: horizon?.at,
      patience: horizon?.steps ?? PATIENCE,
      left: (left) => (run = left),
    });
  } catch (error) {
    if (error instanceof InvariantError) throw error;
    if (!(deviates() && waitedForWhatIsClosed(error, run)))
      violation = violationOf(error, witness.world?.trace.taken ?? 0);
  }
  return {
    violation,
    broken: violation?.law,
    fingerprint: witness.world === undefined ? '' : fingerprint(witness.world),
    steps: witness.world?.trace.taken ?? 0,
    run,
    witnesses: lawful.flatMap((observer) => observer.witnesses?.() ?? []),
    expectations: run?.expectations ?? [],
  };
}

/** The scenario waits for a step that an interrupt has made impossible: every run is closed. */
function waitedForWhatIsClosed(error: unknown, run: SimulationRun | undefined): boolean {
  return (
    error instanceof ScenarioStuckError &&
    run?.executions.every(({ status }) => status !== 'RUNNING') === true
  );
}

/** What an observer throws where a law is broken; laws are known here by this shape alone. */
interface LawBroken extends Error {
  readonly law: { readonly name: string };
  readonly scene?: { readonly step?: { readonly index: number } | undefined } | undefined;
}

const isLawBroken = (error: unknown): error is LawBroken =>
  error instanceof Error && error.name === 'LawBrokenError' && 'law' in error;

function violationOf(error: unknown, step: number): Violation {
  if (isLawBroken(error)) {
    const { law, message, scene } = error;
    return { law: law.name, message, error, step: scene?.step?.index ?? step };
  }
  if (error instanceof SimulationError) {
    return { law: error.name, message: error.message, error, step };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { law: 'scenario', message, error, step };
}
