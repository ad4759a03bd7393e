/** Steps that are late: enabled, but held back until something else has happened, for no longer than lateness allows. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ChoicePoint } from '../simulation/chooser.ts';
import type { Step } from '../simulation/step.ts';
import type { Deviation } from './schedule.ts';

/** A step of its schedule that holds another one back. */
export type Hold = Deviation & { readonly type: 'hold' };

/**
 * How late a step may be where nothing else is said, in milliseconds of virtual time: a real service fires timers that are
 * armed for less than a second ahead up to a second late, and whatever travels is far quicker.
 */
export const LATENESS: DurationMs = 1000;

interface Held {
  readonly hold: Hold;
  readonly since: EpochMs;
}

/** The steps that a schedule holds back at the moment. */
export class HeldSteps {
  readonly #held = new Map<Step, Held>();
  readonly #lateness: DurationMs;

  constructor(lateness: DurationMs) {
    this.#lateness = lateness;
  }

  has(step: Step): boolean {
    return this.#held.size > 0 && this.#held.has(step);
  }

  /** Holds the enabled step of that name back. @returns false if there is none */
  hold(hold: Hold, point: ChoicePoint): boolean {
    const step = point.enabled.find(
      (one) => !this.#held.has(one) && point.nameOf(one) === hold.step,
    );
    if (step === undefined) return false;
    this.#held.set(step, { hold, since: point.now });
    return true;
  }

  /** What was waited for has happened. */
  stepTaken(name: string | undefined): void {
    for (const [step, { hold }] of this.#held) if (hold.until === name) this.#held.delete(step);
  }

  free(step: Step): void {
    this.#held.delete(step);
  }

  /** Whether the clock may move past all that is held. */
  mayWait({ nextAlarmAt }: ChoicePoint): boolean {
    if (nextAlarmAt === undefined) return false;
    for (const { since } of this.#held.values())
      if (nextAlarmAt - since > this.#lateness) return false;
    return true;
  }

  /** Frees the step that is held longest, though what it waits for has not happened. */
  giveUp(): Hold | undefined {
    for (const [step, { hold }] of this.#held) {
      this.#held.delete(step);
      return hold;
    }
    return undefined;
  }
}
