/** The strategy that places things between moments: half of the way from one thing that happens to the next, one at a time. */
import { BETWEEN } from './placements.ts';
import type { Coverage, Field, Strategy } from './strategy.ts';

/** Finds what shows only where nothing else happens at the same instant; what is complete is not counted by it. */
export const between: Strategy = {
  name: 'between moments',
  async explore(field: Field): Promise<Coverage> {
    const before = field.budget.spent;
    for (const { kind, deviation } of field.boring.opportunities) {
      if (kind !== BETWEEN || !field.mine([deviation])) continue;
      if (field.done || field.budget.exhausted) break;
      await field.run([deviation]);
    }
    return {
      strategy: this.name,
      completeUpTo: undefined,
      schedules: field.budget.spent - before,
    };
  },
};
