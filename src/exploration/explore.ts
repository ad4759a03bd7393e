/** Exploration: places interrupts and faults at every moment worth trying, and shrinks what it finds to the smallest story. */
import type { StepObserver } from '../simulation/observer.ts';
import { OptionError } from '../simulation/error.ts';
import type { SimulationOptions } from '../simulation/options.ts';
import type { Scenario } from '../simulation/simulation.ts';
import { Budget, type BudgetOptions } from './budget.ts';
import { firstDifference, type Divergence } from './divergence.ts';
import { exhaustive } from './exhaustive.ts';
import {
  checkInPlay,
  type FaultKind,
  type InPlay,
  type InterruptKind,
  type Message,
} from './placements.ts';
import { probe, type Probe, type ProbeSettings, type Violation } from './probe.ts';
import { randomWalk } from './random-walk.ts';
import { scheduleOf, scheduleText, type Schedule, type ScheduleLike } from './schedule.ts';
import type { Lookout } from './scheduled-chooser.ts';
import { inShard, type Shard } from './shard.ts';
import { shrink } from './shrink.ts';
import type { Coverage, Field, Strategy } from './strategy.ts';

/** What an exploration is to try. */
export interface ExploreOptions extends SimulationOptions {
  /** The interrupts in play. Default: cancel. */
  readonly place?: readonly (InterruptKind | Message)[] | undefined;
  /** The faults in play. Default: none. */
  readonly faults?: readonly FaultKind[] | undefined;
  /** Whether other orders of enabled steps are in play. Default: no. */
  readonly orders?: boolean | undefined;
  /** How many deviations a schedule may have in the exhaustive part. Default 1. */
  readonly deviations?: number | undefined;
  readonly budget?: BudgetOptions | undefined;
  /** Splits the exploration over machines. */
  readonly shard?: Shard | undefined;
  /** Called before each run: the place to reset what activities write to. */
  readonly beforeEach?: (() => void | Promise<void>) | undefined;
  /** Go deeper at random where the exhaustive part leaves budget. Default: no. */
  readonly deeper?: boolean | undefined;
}

/** A schedule that breaks a law, shrunk. */
export interface Counterexample {
  readonly schedule: Schedule;
  /** The schedule as text, to be pasted into `replay`. */
  readonly text: string;
  readonly violation: Violation;
  readonly probe: Probe;
  /** How many deviations it had when it was found. */
  readonly foundWith: number;
  /** Which schedule it was, counted from 1 (the boring run). */
  readonly foundAt: number;
}

/** What an exploration found out. */
export interface ExplorationReport {
  readonly status: 'holds' | 'broken' | 'stopped' | 'nondeterministic';
  /** One sentence: what was found, and how far the search is complete. */
  readonly verdict: string;
  readonly counterexample: Counterexample | undefined;
  readonly divergence: Divergence | undefined;
  readonly schedules: number;
  readonly distinctHistories: number;
  readonly coverage: readonly Coverage[];
  readonly elapsedMs: number;
  readonly boring: Probe;
}

/** Three days: far enough for every timer that matters after an interrupt. */
const HORIZON = '3 days';

class Exploration implements Field {
  readonly budget: Budget;
  readonly deviations: number;
  readonly seed: number;
  readonly lookout: Lookout;
  boring!: Probe;
  found: { readonly probe: Probe; readonly at: number } | undefined;
  readonly #settings: ProbeSettings;
  readonly #shard: Shard | undefined;
  readonly fingerprints = new Set<string>();

  constructor(options: ExploreOptions, settings: ProbeSettings, lookout: Lookout) {
    this.budget = new Budget(options.budget ?? {});
    this.deviations = options.deviations ?? 1;
    if (!Number.isInteger(this.deviations) || this.deviations < 0) {
      throw new OptionError('deviations', this.deviations, 'a whole number that is not negative');
    }
    this.seed = options.seed ?? 1;
    this.lookout = lookout;
    this.#settings = settings;
    this.#shard = options.shard;
  }

  get done(): boolean {
    return this.found !== undefined;
  }

  mine(schedule: Schedule): boolean {
    return this.#shard === undefined || inShard(schedule, this.#shard);
  }

  async run(schedule: Schedule, lookout?: Lookout): Promise<Probe> {
    this.budget.spent++;
    const result = await probe(this.#settings, schedule, lookout);
    this.fingerprints.add(result.fingerprint);
    if (result.violation !== undefined && result.unapplied.length === 0) {
      this.found ??= { probe: result, at: this.budget.spent };
    }
    return result;
  }

  /** Runs without counting: for shrinking and for the check that the program is deterministic. */
  again(schedule: Schedule, lookout?: Lookout): Promise<Probe> {
    return probe(this.#settings, schedule, lookout);
  }
}

function settingsOf(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  laws: () => readonly StepObserver[],
): ProbeSettings & { readonly lookout: Lookout } {
  const inPlay: InPlay = { place: options.place ?? ['cancel'], faults: options.faults ?? [] };
  checkInPlay(inPlay);
  const placements = inPlay.place.length + inPlay.faults.length > 0;
  return {
    options: { settleWithin: HORIZON, ...options },
    scenario,
    inPlay,
    laws,
    beforeEach: options.beforeEach,
    lookout: { placements, orders: options.orders ?? false },
  };
}

/**
 * Runs a scenario under every schedule worth trying, and reports whether the laws hold in all of them.
 * @throws OptionError, ScheduleSyntaxError
 */
export async function exploreWith(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  laws: () => readonly StepObserver[],
): Promise<ExplorationReport> {
  const { lookout, ...settings } = settingsOf(options, scenario, laws);
  const field = new Exploration(options, settings, lookout);
  field.boring = await field.run([], lookout);
  const second = await field.again([]);
  const divergence = firstDifference(field.boring, second);
  const coverage: Coverage[] = [];
  if (divergence === undefined && !field.done) {
    const strategies: readonly Strategy[] =
      options.deeper === true ? [exhaustive, randomWalk] : [exhaustive];
    for (const strategy of strategies) {
      if (field.done || field.budget.exhausted) break;
      coverage.push(await strategy.explore(field));
    }
  }
  const counterexample = await counterexampleOf(field);
  return reportOf(field, coverage, divergence, counterexample);
}

async function counterexampleOf(field: Exploration): Promise<Counterexample | undefined> {
  const { found } = field;
  if (found === undefined) return undefined;
  const smallest = await shrink(found.probe, field.lookout, (schedule, lookout) =>
    field.again(schedule, lookout),
  );
  const { violation, schedule } = smallest;
  if (violation === undefined) return undefined;
  return {
    schedule,
    text: scheduleText(schedule),
    violation,
    probe: smallest,
    foundWith: found.probe.schedule.length,
    foundAt: found.at,
  };
}

function reportOf(
  field: Exploration,
  coverage: readonly Coverage[],
  divergence: Divergence | undefined,
  counterexample: Counterexample | undefined,
): ExplorationReport {
  const schedules = field.budget.spent;
  const distinctHistories = field.fingerprints.size;
  const figures = `${schedules} schedules, ${distinctHistories} distinct histories`;
  const common = {
    counterexample,
    divergence,
    schedules,
    distinctHistories,
    coverage,
    elapsedMs: field.budget.elapsedMs,
    boring: field.boring,
  };
  if (counterexample !== undefined) {
    const { violation, schedule } = counterexample;
    const how = schedule.length === 0 ? 'in the boring run' : `by ${scheduleText(schedule)}`;
    return {
      status: 'broken',
      verdict: `broken: ${violation.law}, ${how} (${figures})`,
      ...common,
    };
  }
  if (divergence !== undefined) {
    return {
      status: 'nondeterministic',
      verdict: `nondeterministic: ${divergence.message}`,
      ...common,
    };
  }
  const complete = Math.max(-1, ...coverage.map(({ completeUpTo }) => completeUpTo ?? -1));
  if (complete >= field.deviations) {
    const bound = `${complete} deviation${complete === 1 ? '' : 's'}`;
    return {
      status: 'holds',
      verdict: `holds: complete for up to ${bound} (${figures})`,
      ...common,
    };
  }
  const of = coverage.find((part) => part.of !== undefined)?.of;
  return {
    status: 'stopped',
    verdict: `stopped at ${schedules}${of === undefined ? '' : ` of about ${of}`} schedules, complete for up to ${Math.max(0, complete)} deviations (${distinctHistories} distinct histories)`,
    ...common,
  };
}

/** Runs a scenario once under a schedule. What does not apply is in `unapplied`. @throws ScheduleSyntaxError */
export async function replayWith(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  schedule: ScheduleLike,
  laws: () => readonly StepObserver[],
): Promise<Probe> {
  const { lookout: _lookout, ...settings } = settingsOf(options, scenario, laws);
  return probe(settings, scheduleOf(schedule));
}
