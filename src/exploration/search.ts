/** The state of a search: what it has run, what it has found, and what its laws and expectations have seen. */
import type { DurationMs } from '../common/time.ts';
import { OptionError } from '../simulation/error.ts';
import type { SimulationOptions } from '../simulation/options.ts';
import { RunRecord } from '../simulation/run-record.ts';
import { Budget, type BudgetOptions } from './budget.ts';
import { Answers } from './answers.ts';
import { notRepeated, otherElsewhere, type Divergence } from './divergence.ts';
import type { RecordedRun } from './likely-cause.ts';
import type { LawStanding } from './exploration-report.ts';
import { horizonOf, type Horizon } from './horizon.ts';
import { isProbe, type Probe, type ProbeOutcome, type ProbeSettings } from './probe.ts';
import type { ProbeRequest, ProbeResult, ProbeRunner } from './probe-request.ts';
import { ProbesHere } from './probes-here.ts';
import type { Schedule } from './schedule.ts';
import type { Lookout } from './scheduled-chooser.ts';
import { inShard, type Shard } from './shard.ts';
import type { Field, Handling } from './strategy.ts';

/** How far a search goes. */
export interface SearchOptions extends SimulationOptions {
  /** How many deviations a schedule may have in the exhaustive part. Default 1. */
  readonly deviations?: number | undefined;
  readonly budget?: BudgetOptions | undefined;
  /** Splits the exploration over machines. */
  readonly shard?: Shard | undefined;
  /** Told after each schedule how many have been run. */
  readonly progress?: ((schedules: number) => void) | undefined;
}

/** One search. */
export class Search implements Field {
  readonly budget: Budget;
  readonly deviations: number;
  readonly seed: number;
  readonly lookout: Lookout;
  readonly lateness: DurationMs;
  readonly #here: ProbesHere;
  /** Other threads, where there are any. */
  readonly #elsewhere: ProbeRunner | undefined;
  readonly #shard: Shard | undefined;
  readonly #progress: SearchOptions['progress'];
  readonly #fingerprints = new Set<string>();
  readonly #premises = new Map<string, number>();
  readonly #sometimes = new Map<string, number>();
  /** What could be placed somewhere, by name, with its kind. */
  readonly possible = new Map<string, string>();
  #boring: Probe | undefined;
  /** The first schedule that broke a law, and how many had been run with it. */
  found: { readonly probe: Probe; readonly at: number } | undefined;
  /** A schedule that was not what it had been before. */
  divergence: Divergence | undefined;

  /** @throws OptionError */
  constructor(
    options: SearchOptions,
    settings: ProbeSettings,
    lookout: Lookout,
    elsewhere?: ProbeRunner,
  ) {
    const { budget, deviations = 1, shard, seed = 1, progress } = options;
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
    this.#here = new ProbesHere(settings);
    this.#elsewhere = elsewhere;
    this.#shard = shard;
    this.#progress = progress;
  }

  /** Runs without a deviation; the first thing that is done. */
  async begin(): Promise<Probe> {
    this.#boring = await this.again([], this.lookout);
    this.note(this.#boring);
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

  async runAll(
    requests: Iterable<ProbeRequest>,
    { take, isWanted = () => true, isSpent = () => this.budget.exhausted }: Handling = {},
  ): Promise<boolean> {
    const runner = this.#elsewhere ?? this.#here;
    const mayGoOn = (): boolean => !this.done && !isSpent();
    const ask = (request: ProbeRequest): Promise<ProbeResult> => runner.run(request, this.#horizon);
    const answers = new Answers(requests, ask, isWanted);
    while (mayGoOn()) {
      const next = answers.next(runner.ahead);
      if (next === undefined) return true;
      const result = await next.result;
      for (const outcome of result.outcomes) if (mayGoOn()) await this.#count(outcome);
      take?.(result, next.request);
    }
    return !answers.isAnythingLeft();
  }

  /** Notes what came of a run. Where it was made elsewhere and broke something, it is made here once more. */
  async #count(outcome: ProbeOutcome): Promise<void> {
    if (outcome.broken === undefined || isProbe(outcome)) return this.note(outcome);
    const here = await this.again(outcome.schedule);
    if (here.broken !== outcome.broken) this.divergence ??= otherElsewhere(outcome, here);
    this.note(here);
  }

  /** Counts a run that was made, and keeps what has to be known of it. */
  protected note(outcome: ProbeOutcome & Partial<Probe>): void {
    this.budget.spent++;
    this.#fingerprints.add(outcome.fingerprint);
    this.#countPremises(outcome);
    for (const { deviation, kind } of outcome.opportunities)
      if ('place' in deviation) this.possible.set(deviation.place, kind);
    if (outcome.unapplied.length > 0) this.divergence ??= notRepeated(outcome);
    else if (outcome.broken !== undefined)
      this.found ??= { probe: outcome as Probe, at: this.budget.spent };
    this.#progress?.(this.budget.spent);
  }

  /** Runs without counting: for shrinking and for the check that the program is deterministic. */
  again(schedule: Schedule, lookout?: Lookout): Promise<Probe> {
    return this.#here.probe(schedule, lookout, this.#horizon);
  }

  /** Runs once more without counting, and keeps everything that passes. */
  async recorded(schedule: Schedule): Promise<RecordedRun> {
    const record = new RunRecord();
    const { run } = await this.#here.probe(schedule, undefined, this.#horizon, [record]);
    return { steps: record.steps, findings: run?.findings ?? [] };
  }

  get #horizon(): Horizon | undefined {
    return this.#boring && horizonOf(this.#boring);
  }

  /** The fingerprints of all that was run. */
  get histories(): ReadonlySet<string> {
    return this.#fingerprints;
  }

  get distinctHistories(): number {
    return this.#fingerprints.size;
  }

  #countPremises({ witnesses, expectations }: ProbeOutcome): void {
    for (const { law, premises } of witnesses)
      this.#premises.set(law, (this.#premises.get(law) ?? 0) + premises);
    for (const { kind, name, times } of expectations) {
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
