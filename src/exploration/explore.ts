/** Exploration: places interrupts and faults at every moment worth trying, and shrinks what it finds to the smallest story. */
import type { Duration } from '@temporalio/common';
import type { StepObserver } from '../simulation/observer.ts';
import { duration } from '../simulation/option-value.ts';
import { resolveOptions } from '../simulation/options.ts';
import type { Scenario } from '../simulation/simulation.ts';
import { between } from './between.ts';
import {
  explained,
  firstDifference,
  notBrokenAgain,
  otherElsewhere,
  type Divergence,
} from './divergence.ts';
import { everyOrder } from './every-order.ts';
import { exhaustive } from './exhaustive.ts';
import { counterexampleOf, reportOf, type ExplorationReport } from './exploration-report.ts';
import { HORIZON, type Horizon } from './horizon.ts';
import {
  allInPlay,
  checkInPlay,
  neverPossible,
  type FaultKind,
  type InPlay,
  type InterruptKind,
  type Message,
} from './in-play.ts';
import { probe, type Probe, type ProbeSettings } from './probe.ts';
import { pct } from './pct.ts';
import type { ProbeThreads } from './probe-threads.ts';
import { randomWalk } from './random-walk.ts';
import { sampling } from './sampling.ts';
import { scheduleOf, type ScheduleLike } from './schedule.ts';
import type { Lookout } from './scheduled-chooser.ts';
import { Search, type SearchOptions } from './search.ts';
import { shrink } from './shrink.ts';
import type { Coverage, Strategy } from './strategy.ts';
import { uniform } from './uniform.ts';

export type { ExplorationReport } from './exploration-report.ts';

/** What an exploration is to try. */
export interface ExploreOptions extends SearchOptions {
  /** The interrupts in play. Default: cancel. */
  readonly place?: readonly (InterruptKind | Message)[] | undefined;
  /** The faults in play. Default: none. */
  readonly faults?: readonly FaultKind[] | undefined;
  /** Whether other orders of enabled steps are in play. Default: no. */
  readonly orders?: boolean | undefined;
  /**
   * How late a request, a task that is handed out, an answer or a timer may be: for how long the clock may go on without it.
   * On a real service they are up to a second late. Default: nothing is late. More than nothing puts other orders in play too.
   */
  readonly lateness?: Duration | undefined;
  /**
   * Whether what chance makes of pauses is in play: of those between two tries of a client or a worker, and of the time that a failing
   * workflow task is given. Default: no. Durations that are declared to be between two bounds always are.
   */
  readonly jitter?: boolean | undefined;
  /** Called before each run: the place to reset what activities write to. */
  readonly beforeEach?: (() => void | Promise<void>) | undefined;
  /** Go deeper at random where what is exhaustive leaves budget. Default: no. */
  readonly deeper?: boolean | undefined;
}

/** How the runs of an exploration are made, and what is looked out for in them. @throws OptionError */
export function settingsOf(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  laws: () => readonly StepObserver[],
): ProbeSettings & { readonly lookout: Lookout } {
  const inPlay: InPlay = { place: options.place ?? ['cancel'], faults: options.faults ?? [] };
  checkInPlay(inPlay);
  const simulated = { ...options, settleWithin: options.settleWithin ?? HORIZON };
  resolveOptions(simulated);
  const placements = inPlay.place.length + inPlay.faults.length > 0;
  return {
    options: simulated,
    scenario,
    inPlay,
    laws,
    beforeEach: options.beforeEach,
    lateness: options.lateness === undefined ? undefined : duration('lateness', options.lateness),
    lookout: { placements, orders: options.orders ?? false, jitter: options.jitter ?? false },
  };
}

/** What is complete comes first, then what goes on for as long as the budget lasts. */
function portfolio({ orders, lateness, deeper }: ExploreOptions): readonly Strategy[] {
  const ordered = orders === true || lateness !== undefined;
  const share = deeper === true ? 1 / 2 : 1;
  const random = ordered
    ? [randomWalk, sampling(), pct(), uniform()]
    : [randomWalk, pct(), uniform()];
  return [
    exhaustive,
    between,
    ...(ordered ? [everyOrder({ share })] : []),
    ...(deeper === true ? random : []),
  ];
}

/** What is to be said of an exploration must be so again: the run that broke a law, or else the boring run, is made once more. */
async function repeat(search: Search, boring: Probe): Promise<void> {
  if (search.divergence !== undefined) return;
  const { probe: first = boring } = search.found ?? {};
  const again = await search.again(first.schedule);
  if (again.broken === first.broken) search.divergence ??= firstDifference(first, again);
  else search.divergence = notBrokenAgain(first);
}

/** Looks for the cause of a divergence by three more runs. */
async function withCause(search: Search): Promise<Divergence | undefined> {
  const { divergence } = search;
  if (divergence === undefined) return undefined;
  const runs = [];
  for (let run = 0; run < 3; run++) runs.push(await search.recorded([]));
  return explained(divergence, runs);
}

/**
 * Runs a scenario under every schedule worth trying, and reports whether the laws hold in all of them.
 * @param threads - where the runs are made; without them they are made here, one after the other
 * @throws OptionError, ScheduleSyntaxError
 */
export async function exploreWith(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  laws: () => readonly StepObserver[],
  threads?: ProbeThreads,
): Promise<ExplorationReport> {
  const { lookout, ...settings } = settingsOf(options, scenario, laws);
  const search = new Search(options, settings, lookout, threads);
  const boring = await search.begin();
  search.divergence ??= firstDifference(boring, await search.again([]));
  for (const there of threads?.boring ?? [])
    if (there.fingerprint !== boring.fingerprint)
      search.divergence ??= otherElsewhere(there, boring);
  const coverage: Coverage[] = [];
  for (const strategy of portfolio(options)) {
    if (search.done || search.budget.exhausted) break;
    coverage.push(await strategy.explore(search));
  }
  await repeat(search, boring);
  const { found, deviations, laws: standings, sometimes, distinctHistories } = search;
  const divergence = await withCause(search);
  const smallest =
    found === undefined || divergence !== undefined
      ? undefined
      : await shrink(found.probe, lookout, (schedule, look) => search.again(schedule, look));
  return reportOf({
    counterexample: smallest && found && counterexampleOf(smallest, found),
    divergence,
    schedules: search.budget.spent,
    distinctHistories,
    coverage,
    laws: standings,
    sometimes,
    neverPossible: neverPossible(settings.inPlay, search.possible),
    elapsedMs: search.budget.elapsedMs,
    boring,
    deviations,
    shard: options.shard,
  });
}

/** What a replay may be told. */
export interface ReplayOptions {
  /** Note what else could happen when all deviations have come about. */
  readonly lookAbout?: boolean | undefined;
  /** Where the run is given up. Default: the scenario is waited for, however long it takes. */
  readonly horizon?: Horizon | undefined;
}

/**
 * Runs a scenario once under a schedule. What does not apply is in `unapplied`.
 * @throws OptionError, ScheduleSyntaxError
 */
export async function replayWith(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  schedule: ScheduleLike,
  laws: () => readonly StepObserver[],
  { lookAbout = false, horizon }: ReplayOptions = {},
): Promise<Probe> {
  const { lookout, inPlay, ...settings } = settingsOf(options, scenario, laws);
  return probe(
    { ...settings, inPlay: allInPlay(inPlay), horizon },
    scheduleOf(schedule),
    lookAbout ? lookout : undefined,
  );
}
