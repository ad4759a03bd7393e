/** The state of a search: what it has run, what it has found, and what its laws and expectations have seen. */
import type { DurationMs } from '../common/time.ts';
import { OptionError } from '../simulation/error.ts';
import type { SimulationOptions } from '../simulation/options.ts';
import { Budget, type BudgetOptions } from './budget.ts';
import { notRepeated, type Divergence } from './divergence.ts';
import type { Guide } from './guide.ts';
import type { LawStanding } from './exploration-report.ts';
import { probe, probeWith, type Probe, type ProbeSettings } from './probe.ts';
import type { Schedule } from './schedule.ts';
import type { Lookout } from './scheduled-chooser.ts';
import { inShard, type Shard } from './shard.ts';
import type { Field } from './strategy.ts';

/** How far a search goes. */
export interface SearchOptions extends SimulationOptions {
  /** How many deviations a schedule may have in the exhaustive part. Default 1. */
  readonly deviations?: number | undefined;
  readonly budget?: BudgetOptions | undefined;
  /** Splits the exploration over machines. */
  readonly shard?: Shard | undefined;
}

/** How long runs are waited for in virtual time, beyond the end of the boring run: three days, in milliseconds. */
export const HORIZON: DurationMs = 3 * 24 * 60 * 60 * 1000;

/** One search. */
export class Search implements Field {
  readonly budget: Budget;
  readonly deviations: number;
  readonly seed: number;
  readonly lookout: Lookout;
  readonly lateness: DurationMs;
  readonly #settings: ProbeSettings;
  readonly #shard: Shard | undefined;
  readonly #fingerprints = new Set<string>();
  readonly #premises = new Map<string, number>();
  readonly #sometimes = new Map<string, number>();
  #boring: Probe | undefined;
  /** The first schedule that broke a law, and how many had been run with it. */
  found: { readonly probe: Probe; readonly at: number } | undefined;
  /** A schedule that was not what it had been before. */
  divergence: Divergence | undefined;

  /** @throws OptionError */
  constructor(options: SearchOptions, settings: ProbeSettings, lookout: Lookout) {
    const { budget, deviations = 1, shard, seed = 1 } = options;
    this.budget = new Budget(budget ?? {});
    if (!Number.isInteger(deviations) || deviations < 0) {
      throw new OptionError('deviations', deviations, 'a whole number that is not negative');
    }
    if (shard !== undefined && !(shard.index >= 1 && shard.index <= shard.count)) {
      throw new OptionError(
        'shard',
        `${shard.index}/${shard.count}`,
        'a part of the whole: its index is from 1 to count',
      );
    }
    this.deviations = deviations;
    this.seed = seed;
    this.lookout = lookout;
    this.lateness = settings.lateness ?? 0;
    this.#settings = settings;
    this.#shard = shard;
  }

  /** Runs without a deviation; the first thing that is done. */
  async begin(): Promise<Probe> {
    this.#boring = await this.run([], this.lookout);
    return this.#boring;
  }

  get boring(): Probe {
    if (this.#boring === undefined) throw new Error('the boring run comes first');
    return this.#boring;
  }

  get done(): boolean {
    return this.found !== undefined || this.divergence !== undefined;
  }

  mine(schedule: Schedule): boolean {
    return this.#shard === undefined || inShard(schedule, this.#shard);
  }

  async run(schedule: Schedule, lookout?: Lookout): Promise<Probe> {
    return this.#note(await this.again(schedule, lookout));
  }

  async walk(guide: Guide): Promise<Probe> {
    return this.#note(await probeWith(this.#reaching(), guide));
  }

  #note(result: Probe): Probe {
    this.budget.spent++;
    this.#fingerprints.add(result.fingerprint);
    this.#count(result);
    if (result.unapplied.length > 0) this.divergence ??= notRepeated(result);
    else if (result.violation !== undefined)
      this.found ??= { probe: result, at: this.budget.spent };
    return result;
  }

  /** Runs without counting: for shrinking and for the check that the program is deterministic. */
  again(schedule: Schedule, lookout?: Lookout): Promise<Probe> {
    return probe(this.#reaching(), schedule, lookout);
  }

  #reaching(): ProbeSettings {
    const end = this.#boring?.run?.now;
    const horizon = end === undefined ? undefined : end + HORIZON;
    return { ...this.#settings, horizon };
  }

  /** The fingerprints of all that was run. */
  get histories(): ReadonlySet<string> {
    return this.#fingerprints;
  }

  get distinctHistories(): number {
    return this.#fingerprints.size;
  }

  #count({ witnesses, run }: Probe): void {
    for (const { law, premises } of witnesses)
      this.#premises.set(law, (this.#premises.get(law) ?? 0) + premises);
    for (const { kind, name, times } of run?.expectations ?? []) {
      if (kind !== 'sometimes') continue;
      this.#sometimes.set(name, (this.#sometimes.get(name) ?? 0) + Math.min(times, 1));
    }
  }

  get laws(): readonly LawStanding[] {
    const broken = this.found?.probe.violation?.law;
    return [...this.#premises].map(([law, premises]) => ({
      law,
      premises,
      standing: law === broken ? 'broken' : premises > 0 ? 'holds' : 'not exercised',
    }));
  }

  get sometimes(): readonly { readonly name: string; readonly runs: number }[] {
    return [...this.#sometimes].map(([name, runs]) => ({ name, runs }));
  }
}
