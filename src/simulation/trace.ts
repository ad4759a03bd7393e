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

/** Somebody was told something that matters for an interrupt. */
export interface Delivery {
  readonly at: EpochMs;
  /** The index of the step in which it arrived. */
  readonly step: number;
  /** Who was told: `'activity:charge#1'`, `'workflow:order-42'`. */
  readonly to: string;
  readonly workflowId?: string | undefined;
  readonly runId?: string | undefined;
  /** How: by the answer to a heartbeat, by its worker, by a workflow task, by a local timer. */
  readonly by: string;
  readonly what: string;
}

/** An attempt of an activity whose code was set going. */
export interface StartedAttempt {
  readonly at: EpochMs;
  /** The index of the step in which it was set going. */
  readonly step: number;
  /** `'activity:charge#1'`. */
  readonly activity: string;
  readonly activityType: string;
  /** From 1. */
  readonly attempt: number;
  readonly isLocal: boolean;
  readonly workflowId: string;
  readonly runId: string;
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
  readonly deliveries: Delivery[] = [];
  readonly findings: Finding[] = [];
  /** All of them, however many steps are kept: they are what effects are counted by. */
  readonly attempts: StartedAttempt[] = [];
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
    this.#trim(this.steps);
  }

  /** Notes who was told what, within the step that is being taken. */
  deliver(delivery: Omit<Delivery, 'at' | 'step'>, at: EpochMs): void {
    if (this.#limit === 0) return;
    const { to, workflowId, runId, by, what } = delivery;
    this.deliveries.push({ to, workflowId, runId, by, what, at, step: this.taken - 1 });
    this.#trim(this.deliveries);
  }

  #trim(kept: unknown[]): void {
    if (kept.length > 2 * this.#limit) kept.splice(0, kept.length - this.#limit);
  }
}
