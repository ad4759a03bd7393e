/** The one chooser of a run: every choice goes through it, and what differs from the boring run is recorded as a deviation. */
import type { Step } from './step.ts';

/** Something that may be placed before a step: an interrupt or a fault, which only the world knows how to carry out. */
export interface Placement {
  /** In words that survive harmless edits: `'cancel order-42'`, `'crash worker'`. */
  readonly name: string;
  /** What kind of thing it is: the unit in which users say what is in play. */
  readonly kind: string;
  place(): void;
}

/** A moment at which something is to be chosen: the steps that are enabled, and what may be placed before the next one. */
export interface ChoicePoint {
  /** The index that the next step will have. */
  readonly index: number;
  readonly now: number;
  /** At least one; the first is the boring choice. */
  readonly enabled: readonly Step[];
  /** Worked out only when asked for. */
  placements(): readonly Placement[];
}

/** The step at that place of `enabled`, or a placement, after which the choice is put again. */
export type Choice = number | Placement;

/** Makes the choices of one run. The same past must lead to the same choice. */
export interface Chooser {
  choose(point: ChoicePoint): Choice;
  /** Draws a number from a declared range (a duration, a jitter); the boring answer is `boring`. */
  draw(name: string, low: number, high: number, boring: number): number;
}
