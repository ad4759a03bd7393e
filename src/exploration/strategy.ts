/** What all strategies of an exploration share: a way to run schedules, and a report of how far they came. */
import type { DurationMs } from '../common/time.ts';
import type { Budget } from './budget.ts';
import type { Guide } from './guide.ts';
import type { Probe } from './probe.ts';
import type { Schedule } from './schedule.ts';
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
  /** Runs one schedule, counts it, and notes its fingerprint and what it broke. */
  run(schedule: Schedule, lookout?: Lookout): Promise<Probe>;
  /** Runs once the way a guide goes, as `run` does. */
  walk(guide: Guide): Promise<Probe>;
  /** Whether this machine is to run that schedule, where an exploration is split. */
  mine(schedule: Schedule): boolean;
  /** A counterexample has been found, and no more are wanted. */
  readonly done: boolean;
}

/** How far a strategy came. */
export interface Coverage {
  readonly strategy: string;
  /** Every schedule with up to so many deviations has been run; undefined where a strategy cannot say. */
  readonly completeUpTo: number | undefined;
  readonly schedules: number;
  /** How many there would have been, as far as that is known. */
  readonly of?: number | undefined;
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
