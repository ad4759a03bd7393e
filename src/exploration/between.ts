/** The strategy that places things between moments: half of the way from one thing that happens to the next, one at a time. */
import { BETWEEN } from './placements.ts';
import type { ProbeRequest } from './probe-request.ts';
import type { Coverage, Field, Strategy } from './strategy.ts';

function* halfways(field: Field): Iterable<ProbeRequest> {
  for (const { kind, deviation } of field.boring.opportunities) {
    if (kind === BETWEEN && field.mine([deviation]))
      yield { type: 'schedule', schedule: [deviation] };
  }
}

/** Finds what shows only where nothing else happens at the same instant; what is complete is not counted by it. */
export const between: Strategy = {
  name: 'between moments',
  async explore(field: Field): Promise<Coverage> {
    const before = field.budget.spent;
    await field.runAll(halfways(field));
    return {
      strategy: this.name,
      completeUpTo: undefined,
      schedules: field.budget.spent - before,
    };
  },
};
