/** The replaying chooser: follows a schedule by names, and notes every moment at which something else could be chosen. */
import type { Choice, ChoicePoint, Chooser, DrawRange } from '../simulation/chooser.ts';
import type { DurationMs } from '../common/time.ts';
import type { Step } from '../simulation/step.ts';
import { HeldSteps, LATENESS, type Hold } from './held-steps.ts';
import { anchoredStep, StepReferences } from './step-reference.ts';
import { deviationText, type Deviation, type Schedule } from './schedule.ts';

/** A moment of a run at which a deviation could be made. */
export interface Opportunity {
  /** The deviations of the schedule that had been applied before it. */
  readonly applied: number;
  readonly deviation: Deviation;
  /** The kind of what is placed; `'order'` for another order. */
  readonly kind: string;
  readonly index: number;
}

/** What to look out for while a run goes on. */
export interface Lookout {
  /** Whether placements are looked for at all, and other orders. */
  readonly placements: boolean;
  readonly orders: boolean;
  /** And what chance makes of pauses. Durations within declared ranges always are. */
  readonly jitter?: boolean | undefined;
}

/** How many moments within one range are tried at which something else is due, or nearly. */
const EVENTFUL = 12;

/**
 * Whether a step and a placement that touches one execution can change places without a difference: then the placement
 * need not be tried before the step, for it is tried after it at the same instant.
 */
function commutes(step: Step, workflowId: string | undefined): boolean {
  if (workflowId === undefined) return false;
  switch (step.type) {
    case 'Activation':
    case 'WakeActivity':
    case 'Wake':
    case 'CoreTimer':
      return true;
    case 'Request':
    case 'ServiceTimer':
      return step.workflowId !== undefined && step.workflowId !== workflowId;
    default:
      return false;
  }
}

/** How a deviation refers to steps. */
function referencesIn(deviation: Deviation): readonly string[] {
  switch (deviation.type) {
    case 'before':
    case 'after':
      return [deviation.step];
    case 'first':
      return [deviation.step, deviation.take];
    case 'hold':
    case 'draw':
      return [];
  }
}

/** Applies each deviation of a schedule, in order, at the first moment that fits it. */
export class ScheduledChooser implements Chooser {
  readonly opportunities: Opportunity[] = [];
  readonly #schedule: Schedule;
  readonly #lookout: Lookout | undefined;
  readonly #held: HeldSteps;
  /** Only where steps are called by more than their names. */
  readonly #references: StepReferences | undefined;
  readonly #heldInVain: Hold[] = [];
  #next = 0;
  /** How many steps had been taken when something was last chosen. */
  #index = 0;

  /** @param lateness for how long a step may be held back */
  constructor(schedule: Schedule, lookout?: Lookout, lateness: DurationMs = LATENESS) {
    this.#schedule = schedule;
    this.#lookout = lookout;
    this.#held = new HeldSteps(lateness);
    const refers = schedule.some((deviation) => referencesIn(deviation).some(anchoredStep));
    if (lookout !== undefined || refers) this.#references = new StepReferences();
  }

  /** The deviations that found no moment to apply, or that waited in vain. */
  get unapplied(): Schedule {
    return [...this.#heldInVain, ...this.#schedule.slice(this.#next)];
  }

  /** Those that came about. */
  get deviations(): readonly string[] {
    const { unapplied } = this;
    return this.#schedule.filter((deviation) => !unapplied.includes(deviation)).map(deviationText);
  }

  choose(point: ChoicePoint): Choice {
    this.#index = point.index;
    this.#references?.stepTaken(point.last);
    this.#held.stepTaken(point.last);
    this.#holdBack(point);
    const boring = this.#boring(point);
    const choice = this.#deviate(point, boring);
    if (choice !== undefined) return choice;
    if (boring >= 0 || point.enabled.length === 0) return Math.max(0, boring);
    if (this.#held.mayWait(point)) return 'wait';
    const given = this.#giveUp(point);
    return this.#deviate(point, given) ?? given;
  }

  /** The first step that is not held back; -1 where there is none. */
  #boring({ enabled }: ChoicePoint): number {
    return enabled.findIndex((step) => !this.#held.has(step));
  }

  #deviate(point: ChoicePoint, boring: number): Choice | undefined {
    const deviation = this.#schedule[this.#next];
    if (deviation === undefined) {
      const isHeldUp = boring < 0 && point.enabled.length > 0;
      if (this.#lookout !== undefined && !isHeldUp) this.#note(point, boring, this.#lookout);
      return undefined;
    }
    const first = point.enabled[boring];
    const name = first === undefined ? undefined : point.nameOf(first);
    const choice = this.#apply(deviation, point, name);
    if (choice !== undefined) this.#next++;
    return choice;
  }

  #holdBack(point: ChoicePoint): void {
    for (;;) {
      const deviation = this.#schedule[this.#next];
      if (deviation?.type !== 'hold' || !this.#held.hold(deviation, point)) return;
      this.#next++;
    }
  }

  /** What is held has waited as long as it may. @returns the step that goes first then */
  #giveUp(point: ChoicePoint): number {
    const hold = this.#held.giveUp();
    if (hold !== undefined) this.#heldInVain.push(hold);
    return Math.max(0, this.#boring(point));
  }

  draw(range: DrawRange): number {
    const { name, low, high, boring } = range;
    const deviation = this.#schedule[this.#next];
    if (deviation === undefined && this.#lookout !== undefined)
      this.#noteDraw(range, this.#lookout);
    if (deviation?.type !== 'draw' || deviation.name !== name) return boring;
    if (deviation.value < low || deviation.value > high) return boring;
    this.#next++;
    return deviation.value;
  }

  /** What is worth trying: the other end of the range, and where something else is due. */
  #noteDraw({ name, kind, low, high, boring, eventful }: DrawRange, lookout: Lookout): void {
    if (kind === 'jitter' && lookout.jitter !== true) return;
    const values = new Set([
      low,
      high,
      ...(kind === 'duration' ? eventful().slice(0, EVENTFUL) : []),
    ]);
    values.delete(boring);
    const applied = this.#next;
    for (const value of values) {
      const deviation: Deviation = { type: 'draw', name, value };
      this.opportunities.push({ applied, deviation, kind, index: this.#index });
    }
  }

  #apply(deviation: Deviation, point: ChoicePoint, name: string | undefined): Choice | undefined {
    switch (deviation.type) {
      case 'before':
        if (!this.#isNext(deviation.step, name)) return undefined;
        break;
      case 'after':
        if (point.last !== deviation.step && this.#references?.isToLast(deviation.step) !== true)
          return undefined;
        break;
      case 'first': {
        if (!this.#isNext(deviation.step, name)) return undefined;
        const index = point.enabled.findIndex((one) =>
          this.#isNext(deviation.take, point.nameOf(one)),
        );
        const step = point.enabled[index];
        if (step === undefined || name === point.nameOf(step)) return undefined;
        this.#held.free(step);
        return index;
      }
      case 'hold':
      case 'draw':
        return undefined;
    }
    const next = deviation.type === 'before' ? point.enabled[this.#boring(point)] : undefined;
    return point.placements(next).find((placement) => placement.name === deviation.place);
  }

  /** Whether a reference is to the step that would be taken under that name. */
  #isNext(reference: string, name: string | undefined): boolean {
    if (name === undefined) return false;
    return reference === name || this.#references?.isTo(reference, name) === true;
  }

  /** How a step that may be taken is referred to: by its number only where nothing else tells it from others. */
  #referenceTo(step: Step, { enabled, nameOf }: ChoicePoint): string {
    const name = nameOf(step);
    const isAlone = enabled.every((other) => other === step || other.name !== step.name);
    return isAlone ? (this.#references?.to(name) ?? name) : name;
  }

  #note(point: ChoicePoint, boring: number, lookout: Lookout): void {
    const first = point.enabled[boring];
    const name = first === undefined ? undefined : this.#referenceTo(first, point);
    const { index } = point;
    const last = this.#references?.toLast;
    const applied = this.#next;
    if (lookout.placements && (name !== undefined || last !== undefined)) {
      for (const { name: place, kind, workflowId } of point.placements(first)) {
        if (first !== undefined && commutes(first, workflowId)) continue;
        const deviation: Deviation =
          name === undefined
            ? { type: 'after', step: last ?? '', place }
            : { type: 'before', step: name, place };
        this.opportunities.push({ applied, deviation, kind, index });
      }
    }
    if (lookout.orders && name !== undefined) {
      for (const step of point.enabled) {
        if (step === first || this.#held.has(step)) continue;
        const deviation: Deviation = {
          type: 'first',
          step: name,
          take: this.#referenceTo(step, point),
        };
        this.opportunities.push({ applied, deviation, kind: 'order', index });
      }
    }
  }
}
