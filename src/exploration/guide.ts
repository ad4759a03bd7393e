/** Guides: choosers that make their own way through a run, and write down as a schedule what they did unlike the boring run. */
import type { Random } from '../common/random.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Choice, ChoicePoint, Chooser, DrawRange, Placement } from '../simulation/chooser.ts';
import type { StepObserver } from '../simulation/observer.ts';
import type { Step } from '../simulation/step.ts';
import { deviationText, type Deviation, type Schedule } from './schedule.ts';

/** What a step is held back for that had not been taken when the run ended with an error. */
const NEVER = 'the end';

/** What a guide knows of a step that is enabled. */
export interface Candidate {
  readonly step: Step;
  /** Its place among the enabled steps. */
  readonly index: number;
  /** The step that brought it about: undefined where none did, or the clock. */
  readonly cause: Step | undefined;
  /** Whether it is the first of those that its cause brought about. */
  readonly eldest: boolean;
}

/** A moment as a guide sees it. */
export interface Crossing {
  readonly candidates: readonly Candidate[];
  /** Whether the clock may move past all of them. */
  readonly mayWait: boolean;
  readonly placements: () => readonly Placement[];
}

/** What a guide wants at a crossing. */
export type Way = Candidate | Placement | 'wait';

interface Seen {
  readonly since: EpochMs;
  readonly cause: Step | undefined;
  readonly eldest: boolean;
  /** Where it has been passed over: how that is told. */
  hold: { type: 'hold'; readonly step: string; until: string } | undefined;
}

/** Draws a number from a range at random, half of the time the boring one; what chance makes of pauses is left to chance as it is. */
export function drawnAtRandom(
  random: Random,
  { kind, low, high, boring, eventful }: DrawRange,
): number {
  if (kind === 'jitter' || random.below(2) === 0) return boring;
  const values = [low, high, ...eventful()];
  const at = random.below(values.length + 1);
  return values[at] ?? low + random.below(high - low + 1);
}

/** Goes its own way, and keeps the book. */
export abstract class Guide implements Chooser {
  /** What has to look on while it goes. */
  readonly observers: readonly StepObserver[] = [];
  readonly #lateness: DurationMs;
  readonly #seen = new Map<Step, Seen>();
  readonly #schedule: Deviation[] = [];
  #taken: Step | undefined;
  /** How many steps were taken when the clock last moved past enabled ones. */
  #waitedAt: { readonly index: number; readonly past: ReadonlySet<Step> } | undefined;

  /** @param lateness for how long a step may be passed over while the clock moves; 0: only another order */
  constructor(lateness: DurationMs) {
    this.#lateness = lateness;
  }

  /** The way that was gone, as deviations from the boring run. */
  get schedule(): Schedule {
    return this.#schedule.map((deviation) =>
      deviation.type === 'hold' && deviation.until === ''
        ? { ...deviation, until: NEVER }
        : deviation,
    );
  }

  get deviations(): readonly string[] {
    return this.schedule.map(deviationText);
  }

  /** Where to go. There is at least one candidate, or something may be placed before the clock moves. */
  protected abstract way(crossing: Crossing): Way | undefined;

  choose(point: ChoicePoint): Choice {
    this.#look(point);
    const candidates = this.#candidates(point);
    const mayWait = point.enabled.length > 0 && this.#mayWait(point);
    const placements = (): readonly Placement[] => point.placements(this.#placedBefore(point));
    const way =
      candidates.length === 0 && mayWait ? 'wait' : this.way({ candidates, mayWait, placements });
    if (way === undefined) return 0;
    if (way === 'wait') {
      this.#pass(point, undefined);
      this.#waitedAt = { index: point.index, past: new Set(point.enabled) };
      this.#taken = undefined;
      return 'wait';
    }
    if ('place' in way) {
      this.#notePlacement(point, way);
      return way;
    }
    this.#pass(point, way.step);
    this.#take(way.step, point);
    return way.index;
  }

  draw(range: DrawRange): number {
    const value = this.drawn(range);
    if (value !== range.boring) this.#schedule.push({ type: 'draw', name: range.name, value });
    return value;
  }

  /** What it makes of a range. */
  protected drawn({ boring }: DrawRange): number {
    return boring;
  }

  /** Learns of the steps that are new since the last one was taken. */
  #look(point: ChoicePoint): void {
    if (point.enabled.length === 0) this.#taken = undefined;
    for (const [step, { hold }] of this.#seen) {
      if (point.enabled.includes(step)) continue;
      // it was taken back while it was held
      if (hold !== undefined) hold.until = point.last ?? '';
      this.#seen.delete(step);
    }
    let eldest = true;
    for (const step of point.enabled) {
      if (this.#seen.has(step)) continue;
      this.#seen.set(step, { since: point.now, cause: this.#taken, eldest, hold: undefined });
      eldest = false;
    }
  }

  /** Once the clock has moved past a step, something must happen before it is that step's turn. */
  #candidates(point: ChoicePoint): readonly Candidate[] {
    const waited = this.#waitedAt?.index === point.index ? this.#waitedAt : undefined;
    const candidates: Candidate[] = [];
    for (let index = 0; index < point.enabled.length; index++) {
      const step = point.enabled[index];
      const seen = step && this.#seen.get(step);
      if (step === undefined || seen === undefined || waited?.past.has(step) === true) continue;
      candidates.push({ step, index, cause: seen.cause, eldest: seen.eldest });
    }
    return candidates;
  }

  #mayWait({ enabled, nextAlarmAt }: ChoicePoint): boolean {
    if (nextAlarmAt === undefined) return false;
    return enabled.every(
      (step) => nextAlarmAt - (this.#seen.get(step)?.since ?? 0) <= this.#lateness,
    );
  }

  /** Notes that every step before the one that is taken is passed over; all of them where the clock moves. */
  #pass(point: ChoicePoint, taken: Step | undefined): void {
    for (const step of point.enabled) {
      if (step === taken) return;
      const seen = this.#seen.get(step);
      if (seen === undefined || seen.hold !== undefined) continue;
      seen.hold = { type: 'hold', step: point.nameOf(step), until: '' };
      this.#schedule.push(seen.hold);
    }
  }

  #take(step: Step, point: ChoicePoint): void {
    const seen = this.#seen.get(step);
    if (seen?.hold !== undefined) seen.hold.until = point.last ?? '';
    this.#seen.delete(step);
    this.#taken = step;
  }

  /** The step before which a placement is said to be. */
  #placedBefore({ enabled }: ChoicePoint): Step | undefined {
    return enabled.find((step) => this.#seen.get(step)?.hold === undefined);
  }

  #notePlacement(point: ChoicePoint, { name: place }: Placement): void {
    const first = this.#placedBefore(point);
    this.#schedule.push(
      first === undefined
        ? { type: 'after', step: point.last ?? '', place }
        : { type: 'before', step: point.nameOf(first), place },
    );
  }
}
