/** The door to exploration: every schedule worth trying, under the laws of the service and those of well-behaved workflows. */
import {
  exploreWith,
  replayWith,
  type ExploreOptions as Exploring,
} from './exploration/explore.ts';
import type {
  Counterexample as Found,
  ExplorationReport as Report,
} from './exploration/exploration-report.ts';
import { horizonOf, type Horizon } from './exploration/horizon.ts';
import type { Probe, Violation } from './exploration/probe.ts';
import type { ProbeThreads } from './exploration/probe-threads.ts';
import { deviationText, type Schedule, type ScheduleLike } from './exploration/schedule.ts';
import { complaint } from './exploration/unfitting.ts';
import { exploringModule, type ModuleExploreOptions } from './explore-module.ts';
import { SERVICE_LAWS, serviceLaws } from './laws/service-laws.ts';
import { atMostOnce } from './laws/workflow/at-most-once.ts';
import { balanced } from './laws/workflow/balanced.ts';
import { lawsInForce, type LawSwitches } from './laws/workflow/laws-in-force.ts';
import { settlesWithin } from './laws/workflow/settles-within.ts';
import type { WorkflowLaw } from './laws/workflow/workflow-law.ts';
import { WorkflowLawSet } from './laws/workflow/workflow-law-set.ts';
import { Beats } from './report/beats.ts';
import {
  counterexampleStory,
  counterexampleText,
  type CounterexampleStory,
} from './report/counterexample.ts';
import { OptionError } from './simulation/error.ts';
import type { StepObserver } from './simulation/observer.ts';
import type { Scenario } from './simulation/simulation.ts';

/** What an exploration is to try, and which laws hold. */
export interface ExploreOptions extends Exploring {
  /** Switches workflow laws off: `{ 'no-work-in-dead-scope': 'off' }`. Default: all are on. */
  readonly laws?: LawSwitches | undefined;
  /** Laws that hold too: laws with parameters, and laws of your own. */
  readonly extraLaws?: readonly WorkflowLaw[] | undefined;
}

/** A schedule that breaks a law, shrunk, with its story. */
export interface Counterexample extends Found {
  /** Which law, by which deviations, what happened around them, where in the code, and the literal to replay: as data. */
  readonly story: CounterexampleStory;
}

/** What an exploration found out. As text it is one screen, as JSON it is data. */
export interface ExplorationReport extends Report {
  readonly counterexample: Counterexample | undefined;
  toString(): string;
  toJSON(): object;
}

/** What came of one run under a schedule. */
export interface Replay extends Probe {
  /** `'unfitting'`: no law was broken, but not every deviation came about. */
  readonly status: 'holds' | 'broken' | 'unfitting';
  /** In words: the law that was broken, or which deviations never came about, with the names that are near. */
  readonly message: string;
  toString(): string;
}

/** Laws with parameters, for `extraLaws`. */
export const laws: {
  readonly settlesWithin: typeof settlesWithin;
  readonly atMostOnce: typeof atMostOnce;
  readonly balanced: typeof balanced;
} = { settlesWithin, atMostOnce, balanced };

/** The laws that are in force, fresh for each run. @throws OptionError */
export function lawsOf({
  laws: switches = {},
  extraLaws = [],
}: ExploreOptions): () => StepObserver[] {
  const inForce = [...lawsInForce(switches), ...extraLaws];
  return () => [serviceLaws(), new WorkflowLawSet(inForce)];
}

/**
 * Explores a scenario that a module exports: several threads make the runs (`workers`), and what is found is what one would find.
 * @throws ScenarioModuleError, ExplorationThreadError, OptionError, ScheduleSyntaxError
 */
export async function explore(options: ModuleExploreOptions): Promise<ExplorationReport>;
/**
 * Runs a scenario under every schedule worth trying, and reports whether the laws hold in all of them.
 * @throws OptionError, ScheduleSyntaxError
 */
export async function explore(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
): Promise<ExplorationReport>;
export async function explore(
  options: ExploreOptions | ModuleExploreOptions,
  scenario?: Scenario<unknown>,
): Promise<ExplorationReport> {
  if ('module' in options) return exploringModule(options, exploreIn);
  if (typeof scenario === 'function') return exploreIn(options, scenario);
  throw new OptionError(
    'scenario',
    scenario,
    'a function of { client, world }, or be exported by the `module` that the options name',
  );
}

async function exploreIn(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  threads?: ProbeThreads,
): Promise<ExplorationReport> {
  const report = await exploreWith(options, scenario, lawsOf(options), threads);
  const { counterexample: found } = report;
  const counterexample = found && {
    ...found,
    story: await storyOf(found, report, options, scenario),
  };
  return {
    ...report,
    counterexample,
    toString: () => reportText(report, counterexample),
    toJSON: () => reportJson(report, counterexample),
  };
}

/** Runs the counterexample once more, and writes everything down. */
async function storyOf(
  { schedule, violation, foundAt, foundWith }: Found,
  { schedules, distinctHistories, elapsedMs, boring }: Report,
  options: ExploreOptions,
  scenario: Scenario<unknown>,
): Promise<CounterexampleStory> {
  const beats = new Beats({ ofPromises: violation.law === 'healthy-tasks' });
  const watched = (): readonly StepObserver[] => [...lawsOf(options)(), beats];
  const horizon = horizonOf(boring);
  const { run, steps } = await replayWith(options, scenario, schedule, watched, { horizon });
  return counterexampleStory(
    {
      ...inWords(violation),
      deviations: schedule.map(deviationText),
      step: violation.step ?? steps,
      startTime: (run ?? boring.run)?.startTime ?? 0,
      figures: { foundAt, foundWith, schedules, distinctHistories, elapsedMs },
    },
    beats,
  );
}

interface InWords {
  readonly how?: string;
  readonly law?: {
    readonly statement?: string;
    readonly reason?: string;
    readonly docs?: string;
    /** Only laws of the service have it. */
    readonly among?: string;
  };
}

const OURS =
  'This is a law of the Temporal Service: the defect is one of lastcall. Please report it, with the schedule.';

/** What the error of a violation says, law by law or in one piece. */
function inWords({
  law,
  message,
  error,
}: Violation): Pick<CounterexampleStory, 'law' | 'how' | 'statement' | 'reason' | 'docs'> {
  const said = (error ?? {}) as InWords;
  return {
    law,
    how: said.how ?? message,
    statement: said.law?.statement,
    reason: said.law?.among === undefined ? said.law?.reason : OURS,
    docs: said.law?.docs,
  };
}

/** The names of what was not seen; what the service promises is none of the test's business. */
function missed({ laws: standings, sometimes, neverPossible }: Report): readonly string[] {
  const ofService = new Set(SERVICE_LAWS.map(({ name }) => name));
  const idle = standings.filter(
    ({ law, standing }) => standing === 'not exercised' && !ofService.has(law),
  );
  const unseen = sometimes.filter(({ runs }) => runs === 0);
  return [
    ...(idle.length === 0 ? [] : [`not exercised: ${idle.map(({ law }) => law).join(', ')}`]),
    ...unseen.map(({ name }) => `never seen: ${name}`),
    ...(neverPossible.length === 0 ? [] : [`never possible: ${neverPossible.join(', ')}`]),
  ];
}

function reportText(report: Report, counterexample: Counterexample | undefined): string {
  if (counterexample !== undefined) return counterexampleText(counterexample.story);
  return [report.verdict, ...missed(report)].join('\n');
}

function reportJson(report: Report, counterexample: Counterexample | undefined): object {
  const { status, verdict, schedules, distinctHistories, coverage, elapsedMs, divergence } = report;
  return {
    status,
    verdict,
    counterexample: counterexample?.story,
    divergence,
    schedules,
    distinctHistories,
    coverage,
    laws: report.laws,
    sometimes: report.sometimes,
    neverPossible: report.neverPossible,
    elapsedMs,
  };
}

/**
 * Runs a scenario once under a schedule.
 * @throws OptionError, ScheduleSyntaxError
 */
export async function replay(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  schedule: ScheduleLike,
): Promise<Replay> {
  const horizon = schedule.length === 0 ? undefined : await horizonAfter(options, scenario);
  const probe = await replayWith(options, scenario, schedule, lawsOf(options), { horizon });
  const { violation, unapplied, steps } = probe;
  const complaints = await complaintsOf(probe, options, scenario);
  const status = violation !== undefined ? 'broken' : unapplied.length > 0 ? 'unfitting' : 'holds';
  const message = [
    ...(violation === undefined ? [] : [`broken: ${violation.message}`]),
    ...complaints,
  ].join('\n');
  const text = message === '' ? `holds: no law is broken in these ${steps} steps` : message;
  return { ...probe, status, message: text, toString: () => text };
}

/** Where runs are given up, by their scenario and options, so that replays of one and the same do not make the boring run again and again. */
const horizons = new WeakMap<Scenario<unknown>, WeakMap<ExploreOptions, Horizon>>();

async function horizonAfter(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
): Promise<Horizon | undefined> {
  const known = horizons.get(scenario)?.get(options);
  if (known !== undefined) return known;
  const horizon = horizonOf(await replayWith(options, scenario, [], () => []));
  if (horizon === undefined) return undefined;
  const ofScenario = horizons.get(scenario) ?? new WeakMap<ExploreOptions, Horizon>();
  horizons.set(scenario, ofScenario.set(options, horizon));
  return horizon;
}

/** Looks about in the part of the run that fits, for the names that there are. */
async function complaintsOf(
  { unapplied, schedule, run }: Probe,
  options: ExploreOptions,
  scenario: Scenario<unknown>,
): Promise<readonly string[]> {
  if (unapplied.length === 0) return [];
  const fitting: Schedule = schedule.filter((deviation) => !unapplied.includes(deviation));
  const { opportunities } = await replayWith(options, scenario, fitting, () => [], {
    lookAbout: true,
  });
  const names = {
    steps: (run?.trace ?? []).map(({ name }) => name),
    placements: opportunities.flatMap(({ deviation }) =>
      'place' in deviation ? [deviation.place] : [],
    ),
    draws: run?.draws ?? [],
  };
  return unapplied.map((deviation) => complaint(deviation, names));
}
