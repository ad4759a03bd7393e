/** Recipes of guides: how a guide is made and what it has found out, as data that can go to another thread and come back. */
import { seededRandom } from '../common/random.ts';
import type { DurationMs } from '../common/time.ts';
import type { Guide } from './guide.ts';
import { OrderGuide } from './order-guide.ts';
import { PriorityGuide, type Changes } from './pct.ts';
import { SamplingGuide } from './sampling.ts';
import type { Mark, StepOrder } from './step-order.ts';
import { Offspring, UniformGuide, type Sizes } from './uniform.ts';

/** How a guide is made. */
export type GuideRecipe =
  | { readonly by: 'priorities'; readonly seed: number; readonly changes: Changes }
  | { readonly by: 'sampling'; readonly seed: number }
  /** `sizes`: what is known of how many steps each step brings about. */
  | { readonly by: 'offspring'; readonly seed: number; readonly sizes: Sizes }
  | { readonly by: 'order'; readonly plan: readonly Mark[] };

/** What guides of the several kinds have found out on their way. */
export interface Learned {
  /** By priorities: how many chains of steps there were. */
  readonly chains?: number | undefined;
  /** By offspring: how many steps each step has brought about. */
  readonly sizes?: Sizes | undefined;
  /** By order: the order of the run. */
  readonly order?: StepOrder | undefined;
}

/** A guide, and a way to ask it for what it has found out. */
export interface MadeGuide {
  readonly guide: Guide;
  learned(): Learned;
}

/** Makes a guide. */
export function guideOf(recipe: GuideRecipe, lateness: DurationMs): MadeGuide {
  switch (recipe.by) {
    case 'priorities': {
      const guide = new PriorityGuide(seededRandom(recipe.seed), recipe.changes, lateness);
      return { guide, learned: () => ({ chains: guide.chains }) };
    }
    case 'sampling':
      return {
        guide: new SamplingGuide(seededRandom(recipe.seed), lateness),
        learned: () => ({}),
      };
    case 'offspring': {
      const offspring = new Offspring(recipe.sizes);
      const guide = new UniformGuide(seededRandom(recipe.seed), offspring, lateness);
      return { guide, learned: () => ({ sizes: guide.sizes() }) };
    }
    case 'order': {
      const guide = new OrderGuide(recipe.plan, lateness);
      return { guide, learned: () => ({ order: guide.book.order }) };
    }
  }
}
