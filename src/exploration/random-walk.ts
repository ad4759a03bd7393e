/** The random walk: schedules of random length, each deviation drawn evenly from the moments that are left. */
import { seededRandom } from '../common/random.ts';
import type { Coverage, Field, Strategy } from './strategy.ts';
import type { Schedule } from './schedule.ts';

/** How many schedules are tried where the budget would allow more. */
const WALKS = 1_000;

/** Goes deeper than the bound of the exhaustive strategy, without a promise. */
export const randomWalk: Strategy = {
  name: 'random walk',
  async explore(field: Field): Promise<Coverage> {
    const random = seededRandom(field.seed);
    const before = field.budget.spent;
    for (let walk = 0; walk < WALKS && !field.done && !field.budget.exhausted; walk++) {
      const length = field.deviations + 1 + random.below(2);
      let schedule: Schedule = [];
      let { opportunities } = field.boring;
      while (schedule.length < length && opportunities.length > 0 && !field.done) {
        const picked = opportunities[random.below(opportunities.length)];
        if (picked === undefined) break;
        schedule = [...schedule, picked.deviation];
        ({ opportunities } = await field.run(schedule, field.lookout));
      }
    }
    return {
      strategy: this.name,
      completeUpTo: undefined,
      schedules: field.budget.spent - before,
      note: `seed ${field.seed}`,
    };
  },
};
