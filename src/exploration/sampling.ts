/** Partial order sampling: each step has a random priority of its own, drawn anew when a step about the same execution goes first. */
import type { Random } from '../common/random.ts';
import type { DurationMs } from '../common/time.ts';
import type { Step } from '../simulation/step.ts';
import type { DrawRange } from '../simulation/chooser.ts';
import { drawnAtRandom, Guide, type Crossing, type Way } from './guide.ts';
import {
  inRounds,
  walkSeed,
  type Coverage,
  type Field,
  type Strategy,
  type Walks,
} from './strategy.ts';

/** Takes the step with the highest priority; the clock has one too, which is drawn anew whenever it has moved. */
export class SamplingGuide extends Guide {
  readonly #random: Random;
  readonly #priorities = new Map<Step, number>();
  #clock: number;

  constructor(random: Random, lateness: DurationMs) {
    super(lateness);
    this.#random = random;
    this.#clock = random.next();
  }

  protected override way({ candidates, mayWait }: Crossing): Way | undefined {
    let [best] = candidates;
    if (best === undefined) return undefined;
    for (const candidate of candidates)
      if (this.#priority(candidate.step) > this.#priority(best.step)) best = candidate;
    if (mayWait && this.#clock > this.#priority(best.step)) {
      this.#clock = this.#random.next();
      return 'wait';
    }
    const { workflowId } = best.step;
    for (const { step } of candidates)
      if (step.workflowId === workflowId) this.#priorities.delete(step);
    return best;
  }

  protected override drawn(range: DrawRange): number {
    return drawnAtRandom(this.#random, range);
  }

  #priority(step: Step): number {
    let priority = this.#priorities.get(step);
    if (priority === undefined) this.#priorities.set(step, (priority = this.#random.next()));
    return priority;
  }
}

/**
 * Runs within the budget.
 *
 * @see Yuan, Yang, Gu: Partial order aware concurrency sampling
 */
export const sampling = ({ runs = 1_000, seed }: Walks = {}): Strategy => ({
  name: 'partial order sampling',
  async explore(field: Field): Promise<Coverage> {
    const drawn = seed ?? field.seed;
    const before = field.budget.spent;
    await inRounds(
      field,
      runs,
      (run) => ({ by: 'sampling', seed: walkSeed(drawn, run) }),
      () => undefined,
    );
    return {
      strategy: this.name,
      completeUpTo: undefined,
      schedules: field.budget.spent - before,
      note: `seed ${drawn}`,
    };
  },
});
