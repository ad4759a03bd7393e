/** What all strategies of an exploration share: a way to run schedules, and a report of how far they came. */
import type { DurationMs } from '../common/time.ts';
import type { Budget } from './budget.ts';
import type { GuideRecipe, Learned } from './guide-recipe.ts';
import type { Probe, ProbeOutcome } from './probe.ts';
import type { ProbeRequest, ProbeResult } from './probe-request.ts';
import type { Schedule } from './schedule.ts';
import { blend } from './step-order.ts';
import type { Lookout } from './scheduled-chooser.ts';

/** What a strategy may use. */
export interface Field {
  readonly budget: Budget;
  /** How many deviations a schedule may have. */
  readonly deviations: number;
  readonly seed: number;
  readonly lookout: Lookout;
  /** How late a step may be, in virtual time: for how long the clock may go on while it is held back. */
  readonly lateness: DurationMs;
  /** The boring run. */
  readonly boring: Probe;
  /**
   * Makes the runs that are asked for and counts each, with its fingerprint and what it broke: in the order of the requests, in
   * whichever order they are made. Ends early when a counterexample has been found or the budget is spent.
   *
   * @param requests - taken one by one, and ahead of the results where several runs are made at once
   * @returns whether all of them were answered that were wanted
   */
  runAll(requests: Iterable<ProbeRequest>, handling?: Handling): Promise<boolean>;
  /** Whether this machine is to run that schedule, where an exploration is split. */
  mine(schedule: Schedule): boolean;
  /** A counterexample has been found, and no more are wanted. */
  readonly done: boolean;
}

/** What is done with the requests of a strategy, beside that they are answered. */
export interface Handling {
  /** Takes what came of a request when it is counted, in the order of the requests. */
  readonly take?: ((result: ProbeResult, request: ProbeRequest) => void) | undefined;
  /** Whether a request need still be answered, after all that was taken. Default: it need. */
  readonly isWanted?: ((request: ProbeRequest) => boolean) | undefined;
  /** Whether the strategy has spent what it may. Default: the budget is spent. */
  readonly isSpent?: (() => boolean) | undefined;
}

/** How far a strategy came. */
export interface Coverage {
  readonly strategy: string;
  /** Every schedule with up to so many deviations has been run; undefined where a strategy cannot say. */
  readonly completeUpTo: number | undefined;
  readonly schedules: number;
  /** How many schedules the exploration would have run by the end of it, as far as that is known. */
  readonly of?: number | undefined;
  /** There would have been more than that: how many is known only when those have been run. */
  readonly isMore?: boolean | undefined;
  /** What the strategy promises, in words. */
  readonly note?: string | undefined;
}

/** One way to choose schedules. */
export interface Strategy {
  readonly name: string;
  explore(field: Field): Promise<Coverage>;
}

/** How many random runs are made, where the budget allows them. */
export interface Walks {
  readonly runs?: number | undefined;
  /** Default: that of the exploration. */
  readonly seed?: number | undefined;
}

/** The seed of one of many random runs: each can be made without those before it. */
export const walkSeed = (seed: number, run: number): number => blend(seed, run) % 2 ** 32;

/** More than that are not made before what they have found out is made use of. */
const LARGEST_ROUND = 64;

/**
 * Random runs in rounds, of which each makes use of what those before it have found out: in larger and larger ones, so that many
 * runs can be made at once.
 */
export async function inRounds(
  field: Field,
  runs: number,
  guideOf: (run: number) => GuideRecipe,
  take: (learned: Learned, outcome: ProbeOutcome) => void,
): Promise<void> {
  const handling: Handling = {
    take: ({ learned, outcomes }) => {
      for (const outcome of outcomes) take(learned, outcome);
    },
  };
  let size = 1;
  for (let from = 0; from < runs; from += size) {
    size = Math.min(from === 0 ? 1 : 2 * size, LARGEST_ROUND, runs - from);
    const first = from;
    const round = Array.from({ length: size }, (_, at): ProbeRequest => ({
      type: 'guided',
      guide: guideOf(first + at),
    }));
    if (!(await field.runAll(round, handling))) return;
  }
}
