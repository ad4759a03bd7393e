/** Budgets: how many schedules an exploration may run, and how much real time it may take. */
import type { Duration } from '@temporalio/common';
import { real } from '../host/real-globals.ts';
import { OptionError } from '../simulation/error.ts';
import { duration } from '../simulation/option-value.ts';

/** A budget as users give it. */
export interface BudgetOptions {
  /** How many schedules may be run. Default 20 000. */
  readonly schedules?: number | undefined;
  /** How much real time may pass. Default 30 s. */
  readonly time?: Duration | undefined;
}

/** Counts what an exploration has spent. */
export class Budget {
  readonly schedules: number;
  readonly timeMs: number;
  spent = 0;
  readonly #began = real.now();

  /** @throws OptionError for a budget of nothing */
  constructor({ schedules = 20_000, time = '30 seconds' }: BudgetOptions) {
    if (!Number.isInteger(schedules) || schedules < 1) {
      throw new OptionError('budget.schedules', schedules, 'a whole number, at least 1');
    }
    this.schedules = schedules;
    this.timeMs = duration('budget.time', time);
    if (this.timeMs === 0) throw new OptionError('budget.time', time, 'more than nothing');
  }

  get elapsedMs(): number {
    return real.now() - this.#began;
  }

  /** Says, whenever it is asked, whether so much of what is left now has been spent. */
  share(part: number): () => boolean {
    const schedules = this.spent + (this.schedules - this.spent) * part;
    const timeMs = this.elapsedMs + (this.timeMs - this.elapsedMs) * part;
    return () => this.spent >= schedules || this.elapsedMs >= timeMs;
  }

  get exhausted(): boolean {
    return this.spent >= this.schedules || this.elapsedMs >= this.timeMs;
  }
}
