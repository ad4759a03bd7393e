/** The one chooser of a run: every choice goes through it, and what differs from the boring run is recorded as a deviation. */
import type { EpochMs } from '../common/time.ts';
import type { Step } from './step.ts';

/** Something that may be placed before a step: an interrupt or a fault, which only the world knows how to carry out. */
export interface Placement {
  /** In words that survive harmless edits: `'cancel order-42'`, `'crash worker'`. */
  readonly name: string;
  /** What kind of thing it is: the unit in which users say what is in play. */
  readonly kind: string;
  /** The execution whose state at the service it touches, and nothing else; undefined if more than that. */
  readonly workflowId?: string | undefined;
  readonly place: () => void;
}

/** A moment at which something is to be chosen: the steps that are enabled, and what may be placed before the next one. */
export interface ChoicePoint {
  /** How many steps were taken before it. */
  readonly index: number;
  readonly now: EpochMs;
  /** The first is the boring choice. Empty where the clock is about to move: then only a placement can be chosen. */
  readonly enabled: readonly Step[];
  /** The name of the step that was taken last. */
  readonly last: string | undefined;
  /** When the next alarm falls due, to which the clock may move past what is enabled; undefined where it may not move. */
  readonly nextAlarmAt: EpochMs | undefined;
  /** The name that an enabled step will have when it is taken after those that are enabled before it. */
  nameOf(step: Step): string;
  /** Worked out only when asked for. `next`: the step before which something is to be placed, which it may befall. */
  placements(next: Step | undefined): readonly Placement[];
}

/**
 * The step at that place of `enabled` (0 where none is); a placement, after which the choice is put again; or `'wait'`: what
 * is enabled is late, and the clock moves past it to the next alarm.
 */
export type Choice = number | Placement | 'wait';

/** What is drawn: a duration within a range that its author declares, or what chance makes of a pause. */
export type DrawKind = 'duration' | 'jitter';

/** Numbers of which one is to be drawn. */
export interface DrawRange {
  /** In words that survive harmless edits: `'activity:charge#1 lasts'`. */
  readonly name: string;
  readonly kind: DrawKind;
  readonly low: number;
  readonly high: number;
  /** The boring answer. */
  readonly boring: number;
  /** The numbers at which, as spans of time, something else is due, or nearly; worked out only when asked for. */
  readonly eventful: () => readonly number[];
}

/** Makes the choices of one run. The same past must lead to the same choice. */
export interface Chooser {
  choose(point: ChoicePoint): Choice;
  /** Draws a number from a range. */
  draw(range: DrawRange): number;
  /** In which it has differed from the boring run so far, as lines of text; without it, it never does. */
  readonly deviations?: readonly string[] | undefined;
}
