/** The exhaustive strategy: every schedule with one deviation, then every one with two, and so on up to the bound. */
import { BETWEEN } from './placements.ts';
import type { Coverage, Field, Strategy } from './strategy.ts';
import type { Opportunity } from './scheduled-chooser.ts';
import type { Schedule } from './schedule.ts';

/** A schedule whose extensions are still to be run, and the moments at which it can be extended. */
interface Parent {
  readonly schedule: Schedule;
  readonly opportunities: readonly Opportunity[];
}

/** Goes level by level, so that the first counterexample has as few deviations as any. */
export const exhaustive: Strategy = {
  name: 'exhaustive',
  async explore(field: Field): Promise<Coverage> {
    let parents: readonly Parent[] = [{ schedule: [], opportunities: field.boring.opportunities }];
    const before = field.budget.spent;
    for (let level = 1; level <= field.deviations; level++) {
      const next: Parent[] = [];
      const deepest = level === field.deviations;
      for (const { schedule, opportunities } of parents) {
        for (const { deviation, kind } of opportunities) {
          if (kind === BETWEEN) continue;
          const extended = [...schedule, deviation];
          if (deepest && !field.mine(extended)) continue;
          if (field.done || field.budget.exhausted) {
            return {
              strategy: this.name,
              completeUpTo: level - 1,
              schedules: field.budget.spent - before,
              of: parents.reduce((sum, parent) => sum + parent.opportunities.length, before),
            };
          }
          const probe = await field.run(extended, deepest ? undefined : field.lookout);
          if (!deepest) next.push({ schedule: extended, opportunities: probe.opportunities });
        }
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
