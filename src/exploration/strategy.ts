/** What all strategies of an exploration share: a way to run schedules, and a report of how far they came. */
import type { Budget } from './budget.ts';
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
  /** The boring run. */
  readonly boring: Probe;
  /** Runs one schedule, counts it, and notes its fingerprint and what it broke. */
  run(schedule: Schedule, lookout?: Lookout): Promise<Probe>;
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
