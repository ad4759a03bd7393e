/** Probabilistic concurrency testing: random priorities that change at few random moments, with a bound on what is missed. */
import type { Random } from '../common/random.ts';
import type { DurationMs } from '../common/time.ts';
import type { Step } from '../simulation/step.ts';
import type { DrawRange } from '../simulation/chooser.ts';
import { drawnAtRandom, Guide, type Candidate, type Crossing, type Way } from './guide.ts';
import {
  inRounds,
  walkSeed,
  type Coverage,
  type Field,
  type Strategy,
  type Walks,
} from './strategy.ts';

/** What happens at the moments that are drawn. */
export interface Changes {
  /** How many orderings have to come together: one change less than that is made. */
  readonly depth: number;
  /** How many steps a run is thought to have. */
  readonly length: number;
  /** Whether a change may also place an interrupt or a fault, and not only lower a priority. */
  readonly placements: boolean;
}

/**
 * Goes by priorities. Steps that bring one another about are a chain, with one priority; what else a step brings about
 * begins a chain of its own. The clock is a chain too: it moves past whatever has a lower priority.
 */
export class PriorityGuide extends Guide {
  readonly #random: Random;
  /** By the number of steps taken: the priority to which the chain sinks that is first then; 0: something is placed. */
  readonly #changes = new Map<number, number>();
  readonly #priorities = new Map<Step, number>();
  readonly #clock: number;
  #taken = 0;
  /** How many chains there were, the clock among them. */
  chains = 1;

  constructor(random: Random, { depth, length, placements }: Changes, lateness: DurationMs) {
    super(lateness);
    this.#random = random;
    for (let change = 1; change < depth; change++) {
      const places = placements && random.below(2) === 0;
      this.#changes.set(random.below(length), places ? 0 : depth - change);
    }
    this.#clock = this.#fresh();
  }

  /** Higher than any priority that a chain sinks to. */
  #fresh(): number {
    return 1000 + this.#random.below(2 ** 31);
  }

  protected override way({ candidates, mayWait, placements }: Crossing): Way | undefined {
    let highest = this.#highest(candidates);
    const change = this.#changes.get(this.#taken);
    if (change === 0) {
      this.#changes.delete(this.#taken);
      const placeable = placements();
      const placed = placeable[this.#random.below(placeable.length)];
      if (placed !== undefined) return placed;
    }
    if (highest === undefined) return undefined;
    if (change !== undefined && change > 0) {
      this.#priorities.set(highest.step, change);
      highest = this.#highest(candidates) ?? highest;
    }
    if (mayWait && this.#clock > this.#priority(highest)) return 'wait';
    this.#taken++;
    return highest;
  }

  protected override drawn(range: DrawRange): number {
    return drawnAtRandom(this.#random, range);
  }

  #highest(candidates: readonly Candidate[]): Candidate | undefined {
    let best: Candidate | undefined;
    for (const candidate of candidates) {
      if (best === undefined || this.#priority(candidate) > this.#priority(best)) best = candidate;
    }
    return best;
  }

  #priority({ step, cause, eldest }: Candidate): number {
    let priority = this.#priorities.get(step);
    if (priority !== undefined) return priority;
    const inherited = cause !== undefined && eldest ? this.#priorities.get(cause) : undefined;
    if (inherited === undefined) this.chains++;
    priority = inherited ?? this.#fresh();
    this.#priorities.set(step, priority);
    return priority;
  }
}

/**
 * Runs within the budget, each with priorities of its own.
 *
 * A bug that shows once `depth` steps come in a certain order is found by one run with at least the probability that is
 * noted: 1 / (k * n^(depth - 1)) for k chains and n steps.
 *
 * @see Burckhardt, Kothari, Musuvathi, Nagarakatte: A randomized scheduler with probabilistic guarantees of finding bugs
 */
export const pct = ({
  depth = 3,
  runs = 1_000,
  seed,
}: Walks & { readonly depth?: number } = {}): Strategy => ({
  name: 'PCT',
  async explore(field: Field): Promise<Coverage> {
    const drawn = seed ?? field.seed;
    const before = field.budget.spent;
    const { placements } = field.lookout;
    let [chains, length] = [1, field.boring.steps];
    await inRounds(
      field,
      runs,
      (run) => ({
        by: 'priorities',
        seed: walkSeed(drawn, run),
        changes: { depth, length, placements },
      }),
      (learned, { steps }) => {
        chains = Math.max(chains, learned.chains ?? 0);
        length = Math.max(length, steps);
      },
    );
    const bound = `1/${chains * length ** (depth - 1)}`;
    return {
      strategy: this.name,
      completeUpTo: undefined,
      schedules: field.budget.spent - before,
      note:
        `seed ${drawn}, depth ${depth}, ${length} steps in ${chains} chains: ` +
        `a run finds a bug of that depth in the order of steps with a probability of at least ${bound}`,
    };
  },
});
