/** The random walk: schedules of random length, each deviation drawn evenly from the moments that are left. */
import { walkSeed, type Coverage, type Field, type Strategy } from './strategy.ts';
import type { ProbeRequest } from './probe-request.ts';

/** How many schedules are tried where the budget would allow more. */
const WALKS = 1_000;

function* walks({ seed, deviations, lookout }: Field): Iterable<ProbeRequest> {
  for (let walk = 0; walk < WALKS; walk++)
    yield { type: 'random walk', seed: walkSeed(seed, walk), deviations: deviations + 1, lookout };
}

/** Goes deeper than the bound of the exhaustive strategy, without a promise. */
export const randomWalk: Strategy = {
  name: 'random walk',
  async explore(field: Field): Promise<Coverage> {
    const before = field.budget.spent;
    await field.runAll(walks(field));
    return {
      strategy: this.name,
      completeUpTo: undefined,
      schedules: field.budget.spent - before,
      note: `seed ${field.seed}`,
    };
  },
};
