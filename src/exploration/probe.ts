/** One probe of an exploration: a run under one schedule, what it broke, and what else could have happened in it. */
import { SimulationError } from '../host/simulation-error.ts';
import type { StepObserver } from '../simulation/observer.ts';
import type { SimulationOptions } from '../simulation/options.ts';
import { runSimulation, type Scenario, type SimulationRun } from '../simulation/simulation.ts';
import type { World } from '../simulation/world.ts';
import { fingerprint } from './fingerprint.ts';
import { placementsIn, type InPlay } from './placements.ts';
import type { Schedule } from './schedule.ts';
import { ScheduledChooser, type Lookout, type Opportunity } from './scheduled-chooser.ts';
import { expectedOfInterrupts } from './scenario-outcome.ts';

/** What a run broke. */
export interface Violation {
  /** The law, by name; `'scenario'` where an expectation of the scenario itself failed. */
  readonly law: string;
  readonly message: string;
  readonly error: unknown;
  /** The index of the step after which it showed. */
  readonly step: number;
}

/** What came of one run. */
export interface Probe {
  readonly schedule: Schedule;
  readonly violation: Violation | undefined;
  readonly opportunities: readonly Opportunity[];
  /** The deviations that found no moment to apply. */
  readonly unapplied: Schedule;
  /** Equal for runs with equal histories. */
  readonly fingerprint: string;
  readonly steps: number;
  readonly run: SimulationRun | undefined;
}

/** How the runs of an exploration are made. */
export interface ProbeSettings {
  readonly options: SimulationOptions;
  readonly scenario: Scenario<unknown>;
  readonly inPlay: InPlay;
  /** Fresh laws for each run. */
  readonly laws: () => readonly StepObserver[];
  /** Called before each run: the place to reset what activities write to. */
  readonly beforeEach?: (() => void | Promise<void>) | undefined;
}

/** Remembers the world, so that a run that was ended by a law can still be looked at. */
class Witness implements StepObserver {
  world: World | undefined;

  afterStep(_taken: unknown, world: World): void {
    this.world = world;
  }
}

/** Runs the scenario once under a schedule. @throws SimulationError where the test itself cannot be run */
export async function probe(
  { options, scenario, inPlay, laws, beforeEach }: ProbeSettings,
  schedule: Schedule,
  lookout?: Lookout,
): Promise<Probe> {
  await beforeEach?.();
  const chooser = new ScheduledChooser(schedule, lookout);
  const witness = new Witness();
  const tolerant: Scenario<unknown> = async (context) => {
    try {
      return await scenario(context);
    } catch (error) {
      if (schedule.length > 0 && expectedOfInterrupts(error)) return undefined;
      throw error;
    }
  };
  let run: SimulationRun | undefined;
  let violation: Violation | undefined;
  try {
    run = await runSimulation(options, tolerant, {
      chooser,
      observers: [witness, ...laws()],
      placements: (world) => placementsIn(world, inPlay),
    });
  } catch (error) {
    violation = violationOf(error, witness.world?.trace.taken ?? 0);
  }
  return {
    schedule,
    violation,
    opportunities: chooser.opportunities,
    unapplied: chooser.unapplied,
    fingerprint: witness.world === undefined ? '' : fingerprint(witness.world),
    steps: witness.world?.trace.taken ?? 0,
    run,
  };
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
