/** The trace of a run: every step that was taken, with its time, and what else is worth telling. */
import type { EpochMs } from '../common/time.ts';
import type { TakenStep } from './step.ts';

/** A remark of lastcall about a run: a defect of the real SDK that showed itself, a task that failed, real I/O. */
export interface Finding {
  readonly at: EpochMs;
  /** The index of the step in which it showed itself. */
  readonly step: number;
  /** What kind of thing it is, as one word with dashes. */
  readonly name: string;
  readonly runId?: string | undefined;
  readonly message: string;
}

/** A line that workflow or activity code logged. */
export interface LogLine {
  readonly at: EpochMs;
  readonly level: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Keeps the steps of a run, the last ones only where a run is long and nobody asked for all. */
export class Trace {
  readonly steps: TakenStep[] = [];
  readonly findings: Finding[] = [];
  readonly logs: LogLine[] = [];
  /** How many steps were taken, kept or not. */
  taken = 0;
  readonly #limit: number;

  /** @param limit how many steps to keep: the first ones are forgotten beyond it */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(step: TakenStep): void {
    this.taken++;
    if (this.#limit === 0) return;
    this.steps.push(step);
    if (this.steps.length > 2 * this.#limit) this.steps.splice(0, this.steps.length - this.#limit);
  }
}
