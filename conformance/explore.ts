/**
 * Explores races with the orders of a real service in play: whatever travels or is due may be late, so that one of two
 * parties comes first, or the other. Every outcome that was recorded on a real service has to be reached.
 */
import { everyOrder } from '../src/exploration/every-order.ts';
import type { Guide } from '../src/exploration/guide.ts';
import { LATENESS } from '../src/exploration/held-steps.ts';
import { pct } from '../src/exploration/pct.ts';
import type { Probe, ProbeSettings } from '../src/exploration/probe.ts';
import { Search } from '../src/exploration/search.ts';
import type { Strategy } from '../src/exploration/strategy.ts';
import { uniform } from '../src/exploration/uniform.ts';
import { serviceLaws } from '../src/laws/service-laws.ts';
import { plainText, type Outcome } from './outcome.ts';
import type { Scenario } from './scenarios.ts';
import { leftBy, perform, worldOf, type Heard, type Program } from './stage.ts';

/** What an exploration of one race has found. */
export interface Explored {
  readonly name: string;
  /** For each recorded outcome: the schedule in which it was reached first, counted from 1; undefined if it was not. */
  readonly reachedAt: readonly (number | undefined)[];
  readonly schedules: number;
  /** How many outcomes were found that nobody has recorded. */
  readonly further: number;
  /** What should not have happened in any run. */
  readonly problem: string | undefined;
  readonly elapsedMs: number;
}

/** How long a race is explored at most. */
const TIME_MS = 20_000;

/** How many schedules are run though all recorded outcomes have been reached. */
const AT_LEAST = 200;

/** Searches one race until what was recorded is reached. */
class RaceSearch extends Search {
  readonly #name: string;
  readonly #heard: () => Heard;
  readonly #wanted: ReadonlyMap<string, number>;
  readonly #outcomes = new Set<string>();
  readonly reachedAt: (number | undefined)[];
  problem: string | undefined;

  constructor(
    name: string,
    settings: ProbeSettings,
    heard: () => Heard,
    wanted: readonly string[],
  ) {
    const budget = { schedules: 100_000, time: TIME_MS };
    super({ budget, deviations: 0 }, settings, { placements: false, orders: false });
    this.#name = name;
    this.#heard = heard;
    this.#wanted = new Map(wanted.map((text, at) => [text, at]));
    this.reachedAt = wanted.map(() => undefined);
  }

  override get done(): boolean {
    if (this.problem !== undefined) return true;
    return this.budget.spent >= AT_LEAST && this.reachedAt.every((at) => at !== undefined);
  }

  override async walk(guide: Guide): Promise<Probe> {
    const probe = await super.walk(guide);
    const { violation, run } = probe;
    if (violation !== undefined || run === undefined)
      this.problem ??= violation?.message ?? 'the run left nothing behind';
    else this.#came(plainText(leftBy(this.#name, run, this.#heard())));
    return probe;
  }

  #came(text: string): void {
    this.#outcomes.add(text);
    const wanted = this.#wanted.get(text);
    if (wanted !== undefined) this.reachedAt[wanted] ??= this.budget.spent;
  }

  get further(): number {
    return this.#outcomes.size - this.reachedAt.filter((at) => at !== undefined).length;
  }
}

/** First what is near to the boring run, then what chance brings, deeper and deeper. */
function strategies(round: number): readonly Strategy[] {
  if (round === 0) return [everyOrder(1)];
  return [
    pct({ depth: 2 + (round % 4), runs: 200, seed: round }),
    uniform({ runs: 200, seed: round }),
  ];
}

/** Explores a race, or a scenario in which a real service was seen to do now the one thing, now the other. */
export async function exploreRace(
  scenario: Scenario,
  program: Program,
  outcomes: readonly Outcome[],
): Promise<Explored> {
  let heard: Heard = { calls: [], results: [] };
  const settings: ProbeSettings = {
    options: worldOf(program),
    scenario: (context) => {
      heard = { calls: [], results: [] };
      return perform(scenario, context, heard);
    },
    inPlay: { place: [], faults: [] },
    laws: () => [serviceLaws()],
    lateness: LATENESS,
  };
  const search = new RaceSearch(scenario.name, settings, () => heard, outcomes.map(plainText));
  await search.begin();
  for (let round = 0; !search.done && !search.budget.exhausted; round++) {
    for (const strategy of strategies(round)) await strategy.explore(search);
  }
  const { reachedAt, further, problem, budget } = search;
  const { spent: schedules, elapsedMs } = budget;
  return { name: scenario.name, reachedAt, further, problem, schedules, elapsedMs };
}

/** Whether all went as it should: nothing broke, and whatever was recorded was reached. */
export const isReached = ({ problem, reachedAt }: Explored): boolean =>
  problem === undefined && reachedAt.every((at) => at !== undefined);

/** One line that says what an exploration has found. */
export function inWords(explored: Explored): string {
  const { name, reachedAt, schedules, further, problem, elapsedMs } = explored;
  const reached = reachedAt.filter((at) => at !== undefined);
  const word = isReached(explored) ? 'ok' : 'missed';
  if (problem !== undefined) return `${word} ${name}: ${problem.replaceAll(/\s+/g, ' ')}`;
  const last = reached.length === 0 ? '' : `, the last one in schedule ${Math.max(...reached)}`;
  const missing = reachedAt.flatMap((at, place) => (at === undefined ? [place + 1] : []));
  const not = missing.length === 0 ? '' : `; not reached: ${missing.join(', ')}`;
  return (
    `${word} ${name}: reached ${reached.length} of ${reachedAt.length}${last}${not}; ` +
    `${further} further outcomes in ${schedules} schedules (${(elapsedMs / 1000).toFixed(1)} s)`
  );
}
