/** Probabilistic concurrency testing: random priorities that change at few random moments, with a bound on what is missed. */
import type { Random } from '../common/random.ts';
import type { DurationMs } from '../common/time.ts';
import type { Step } from '../simulation/step.ts';
import { Guide, type Candidate, type Crossing, type Way } from './guide.ts';

/**
 * Goes by priorities. Steps that bring one another about are a chain, with one priority; what else a step brings about
 * begins a chain of its own. The clock is a chain too: it moves past whatever has a lower priority.
 */
export class PriorityGuide extends Guide {
  readonly #random: Random;
  readonly #changes: ReadonlyMap<number, number>;
  readonly #priorities = new Map<Step, number>();
  readonly #clock: number;
  #taken = 0;
  /** How many chains there were. */
  chains = 1;

  /**
   * @param depth how many orderings have to come together: one priority change less than that is made
   * @param length how many steps a run is thought to have
   */
  constructor(random: Random, depth: number, length: number, lateness: DurationMs) {
    super(lateness);
    this.#random = random;
    const changes = new Map<number, number>();
    for (let change = 1; change < depth; change++)
      changes.set(random.below(length), depth - change);
    this.#changes = changes;
    this.#clock = this.#fresh();
  }

  /** Higher than any priority that a chain changes to. */
  #fresh(): number {
    return 1000 + this.#random.below(2 ** 31);
  }

  protected override way({ candidates, mayWait }: Crossing): Way | undefined {
    let highest = this.#highest(candidates);
    if (highest === undefined) return undefined;
    const lowered = this.#changes.get(this.#taken);
    if (lowered !== undefined) {
      this.#priorities.set(highest.step, lowered);
      highest = this.#highest(candidates) ?? highest;
    }
    if (mayWait && this.#clock > this.#priority(highest)) return 'wait';
    this.#taken++;
    return highest;
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
