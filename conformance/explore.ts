/**
 * Explores races with the orders of a real service in play: whatever travels or is due may be late, so that one of two
 * parties comes first, or the other. Every outcome that was recorded on a real service has to be reached.
 */
import { everyOrder } from '../src/exploration/every-order.ts';
import { LATENESS } from '../src/exploration/held-steps.ts';
import { pct } from '../src/exploration/pct.ts';
import type { Probe, ProbeSettings } from '../src/exploration/probe.ts';
import { sampling } from '../src/exploration/sampling.ts';
import { Search } from '../src/exploration/search.ts';
import type { Strategy } from '../src/exploration/strategy.ts';
import { uniform } from '../src/exploration/uniform.ts';
import { serviceLaws } from '../src/laws/service-laws.ts';
import type { SimulationRun } from '../src/simulation/simulation.ts';
import { plainText, type Outcome } from './outcome.ts';
import type { Scenario } from './scenarios.ts';
import { leftBy, perform, play, worldOf, type Heard, type Program } from './stage.ts';

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

/** One execution of an outcome, as far as it is looked at here. */
interface RecordedExecution {
  readonly workflowId: string;
  readonly run: string;
  readonly events: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
}

/** How long a race is explored at most. */
const TIME_MS = 40_000;

/** Searches one race until what was recorded is reached. */
class RaceSearch extends Search {
  readonly #name: string;
  readonly #heard: () => Heard;
  readonly #wanted: ReadonlyMap<string, number>;
  readonly #atLeast: number;
  /** By fingerprint and what was heard: equal runs need not be put into words again. */
  readonly #outcomes = new Map<string, string>();
  readonly reachedAt: (number | undefined)[];
  problem: string | undefined;

  constructor(
    name: string,
    settings: ProbeSettings,
    heard: () => Heard,
    wanted: readonly string[],
    atLeast: number,
  ) {
    const budget = { schedules: 100_000, time: TIME_MS };
    super({ budget, deviations: 0 }, settings, { placements: false, orders: false });
    this.#name = name;
    this.#heard = heard;
    this.#atLeast = atLeast;
    this.#wanted = new Map(wanted.map((text, at) => [text, at]));
    this.reachedAt = wanted.map(() => undefined);
  }

  override get done(): boolean {
    if (this.problem !== undefined) return true;
    return this.budget.spent >= this.#atLeast && this.reachedAt.every((at) => at !== undefined);
  }

  override note(probe: Probe): void {
    super.note(probe);
    const { violation, run } = probe;
    if (violation !== undefined || run === undefined)
      this.problem ??= violation?.message ?? 'the run left nothing behind';
    else this.#came(probe.fingerprint, run);
  }

  #came(fingerprint: string, run: SimulationRun): void {
    const heard = this.#heard();
    const key = `${fingerprint} ${JSON.stringify(heard)}`;
    let text = this.#outcomes.get(key);
    if (text === undefined) {
      text = plainText(leftBy(this.#name, run, heard));
      this.#outcomes.set(key, text);
    }
    const wanted = this.#wanted.get(text);
    if (wanted !== undefined) this.reachedAt[wanted] ??= this.budget.spent;
  }

  get further(): number {
    return (
      new Set(this.#outcomes.values()).size - this.reachedAt.filter((at) => at !== undefined).length
    );
  }
}

/** First what is near to the boring run, then what chance brings. */
function strategies(round: number): readonly Strategy[] {
  if (round === 0) return [everyOrder({ depth: 1 })];
  return [
    sampling({ runs: 200, seed: round }),
    pct({ depth: 2 + (round % 4), runs: 100, seed: round }),
    uniform({ runs: 50, seed: round }),
  ];
}

/** How often a workflow of that id was started by a client, rather than by a run before it. */
function starts(workflowId: string, { executions }: Outcome): number {
  return executions.filter((execution) => {
    const { workflowId: id, run, events } = execution as RecordedExecution;
    return id === workflowId && events[0]?.attributes['firstExecutionRunId'] === run;
  }).length;
}

/** Searches a scenario that is played so often, one time after the other, on one service; what was heard is that of the last time. */
async function search(
  scenario: Scenario,
  program: Program,
  plays: number,
  wanted: readonly string[],
  atLeast: number,
): Promise<RaceSearch> {
  let heard: Heard = { calls: [], results: [] };
  const settings: ProbeSettings = {
    options: worldOf(program),
    scenario: async (context) => {
      for (let play = 0; play < plays; play++) {
        heard = { calls: [], results: [] };
        await perform(scenario, context, heard);
      }
    },
    inPlay: { place: [], faults: [] },
    laws: () => [serviceLaws()],
    lateness: LATENESS,
  };
  const found = new RaceSearch(scenario.name, settings, () => heard, wanted, atLeast);
  await found.begin();
  for (let round = 0; !found.done && !found.budget.exhausted; round++) {
    for (const strategy of strategies(round)) await strategy.explore(found);
  }
  return found;
}

/**
 * Explores a race, or a scenario in which a real service was seen to do now the one thing, now the other.
 *
 * A service keeps what it was asked to do before: where a recorder has come upon the executions of an earlier recording, the
 * scenario is played as often here.
 *
 * @param atLeast how many schedules are run though all recorded outcomes have been reached
 */
export async function exploreRace(
  scenario: Scenario,
  program: Program,
  outcomes: readonly Outcome[],
  atLeast = 200,
): Promise<Explored> {
  const { name } = scenario;
  const usual = Math.max(1, starts(name, await play(scenario, program)));
  const playsOf = (outcome: Outcome): number => Math.max(1, starts(name, outcome) / usual);
  const reachedAt: (number | undefined)[] = outcomes.map(() => undefined);
  let [schedules, further, elapsedMs] = [0, 0, 0];
  let problem: string | undefined;
  for (const plays of new Set([1, ...outcomes.map(playsOf)])) {
    const places = [...outcomes.keys()].filter((at) => playsOf(outcomes[at] as Outcome) === plays);
    const wanted = places.map((at) => plainText(outcomes[at] as Outcome));
    const found = await search(scenario, program, plays, wanted, atLeast);
    for (const [at, place] of places.entries()) {
      const reached = found.reachedAt[at];
      if (reached !== undefined) reachedAt[place] = schedules + reached;
    }
    problem ??= found.problem;
    schedules += found.budget.spent;
    elapsedMs += found.budget.elapsedMs;
    if (plays === 1) ({ further } = found);
  }
  return { name, reachedAt, further, problem, schedules, elapsedMs };
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
