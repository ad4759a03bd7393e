/** Uniform random walks: every order of the steps of a run about as likely as any other. */
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

/** How many steps each of some steps has brought about, itself among them. */
export type Sizes = readonly { readonly name: string; readonly size: number }[];

/** How many steps a step is thought to bring about, itself among them, by its name; learned from run to run. */
export class Offspring {
  readonly #sizes = new Map<string, { total: number; times: number }>();

  constructor(known: Sizes = []) {
    for (const { name, size } of known) this.learn(name, size);
  }

  /** What it thinks of every step that it knows. */
  get known(): Sizes {
    return [...this.#sizes].map(([name, { total, times }]) => ({ name, size: total / times }));
  }

  of({ name }: Step): number {
    const known = this.#sizes.get(name);
    return known === undefined ? 1 : known.total / known.times;
  }

  learn(name: string, size: number): void {
    const known = this.#sizes.get(name);
    if (known === undefined) this.#sizes.set(name, { total: size, times: 1 });
    else {
      known.total += size;
      known.times++;
    }
  }
}

/**
 * Draws each step with a weight: how many steps it brings about. Where what brings about what is a forest, all orders that
 * keep causes before effects are then equally likely. The clock weighs as much as one step.
 */
export class UniformGuide extends Guide {
  readonly #random: Random;
  readonly #offspring: Offspring;
  readonly #taken: { readonly step: Step; readonly cause: Step | undefined }[] = [];

  constructor(random: Random, offspring: Offspring, lateness: DurationMs) {
    super(lateness);
    this.#random = random;
    this.#offspring = offspring;
  }

  protected override way({ candidates, mayWait }: Crossing): Way | undefined {
    const weights = candidates.map(({ step }) => this.#offspring.of(step));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 0) return undefined;
    let drawn = this.#random.next() * (total + (mayWait ? 1 : 0));
    for (const [at, candidate] of candidates.entries()) {
      drawn -= weights[at] ?? 0;
      if (drawn >= 0) continue;
      this.#taken.push(candidate);
      return candidate;
    }
    return 'wait';
  }

  protected override drawn(range: DrawRange): number {
    return drawnAtRandom(this.#random, range);
  }

  /** After the run: how many steps each step has brought about. */
  sizes(): Sizes {
    const found: Sizes[number][] = [];
    const sizes = new Map<Step, number>();
    for (const { step, cause } of this.#taken.toReversed()) {
      const size = (sizes.get(step) ?? 0) + 1;
      found.push({ name: step.name, size });
      if (cause !== undefined) sizes.set(cause, (sizes.get(cause) ?? 0) + size);
    }
    return found;
  }
}

/**
 * Runs within the budget, each drawn evenly from all orders.
 *
 * @see Zhao, Wolff, Mathur, Roychoudhury: Selectively uniform concurrency testing
 */
export const uniform = ({ runs = 1_000, seed }: Walks = {}): Strategy => ({
  name: 'uniform',
  async explore(field: Field): Promise<Coverage> {
    const drawn = seed ?? field.seed;
    const offspring = new Offspring();
    const before = field.budget.spent;
    await inRounds(
      field,
      runs,
      (run) => ({ by: 'offspring', seed: walkSeed(drawn, run), sizes: offspring.known }),
      ({ sizes = [] }) => {
        for (const { name, size } of sizes) offspring.learn(name, size);
      },
    );
    return {
      strategy: this.name,
      completeUpTo: undefined,
      schedules: field.budget.spent - before,
      note: `seed ${drawn}`,
    };
  },
});
