/** The exhaustive strategy: every schedule with one deviation, then every one with two, and so on up to the bound. */
import { BETWEEN } from './placements.ts';
import type { ProbeRequest } from './probe-request.ts';
import type { Coverage, Field, Strategy } from './strategy.ts';
import type { Opportunity } from './scheduled-chooser.ts';
import type { Schedule } from './schedule.ts';

/** A schedule whose extensions are still to be run, and the moments at which it can be extended. */
interface Parent {
  readonly schedule: Schedule;
  readonly opportunities: readonly Opportunity[];
}

/** The schedules of one level: those of the level before, with one deviation more. */
class Level {
  readonly #field: Field;
  readonly #isDeepest: boolean;
  readonly #parents: readonly Parent[];

  constructor(field: Field, parents: readonly Parent[], isDeepest: boolean) {
    this.#field = field;
    this.#parents = parents;
    this.#isDeepest = isDeepest;
  }

  /** Runs them. @returns the parents of the next level; undefined if not all could be run */
  async explore(): Promise<readonly Parent[] | undefined> {
    const next: Parent[] = [];
    const isComplete = await this.#field.runAll(this.#requests(), {
      take: ({ outcomes: [outcome] }) => {
        if (!this.#isDeepest && outcome !== undefined) next.push(outcome);
      },
    });
    return isComplete ? next : undefined;
  }

  /** How many there are. */
  get size(): number {
    let size = 0;
    for (const _ of this.#requests()) size++;
    return size;
  }

  *#requests(): Iterable<ProbeRequest> {
    const lookout = this.#isDeepest ? undefined : this.#field.lookout;
    for (const { schedule, opportunities } of this.#parents) {
      for (const { deviation, kind } of opportunities) {
        if (kind === BETWEEN) continue;
        const extended = [...schedule, deviation];
        if (this.#isDeepest && !this.#field.mine(extended)) continue;
        yield { type: 'schedule', schedule: extended, lookout };
      }
    }
  }
}

/** Goes level by level, so that the first counterexample has as few deviations as any. */
export const exhaustive: Strategy = {
  name: 'exhaustive',
  async explore(field: Field): Promise<Coverage> {
    let parents: readonly Parent[] = [{ schedule: [], opportunities: field.boring.opportunities }];
    const before = field.budget.spent;
    for (let level = 1; level <= field.deviations; level++) {
      const isDeepest = level === field.deviations;
      const schedules = new Level(field, parents, isDeepest);
      const spent = field.budget.spent;
      const next = await schedules.explore();
      if (next === undefined) {
        return {
          strategy: this.name,
          completeUpTo: level - 1,
          schedules: field.budget.spent - before,
          of: spent + schedules.size,
          isMore: !isDeepest,
        };
      }
      parents = next;
    }
    return {
      strategy: this.name,
      completeUpTo: field.deviations,
      schedules: field.budget.spent - before,
    };
  },
};
