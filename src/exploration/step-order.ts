/** The order of a run that matters: which of its steps had to come before which, and which pairs could have come the other way. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Footprint } from './footprint.ts';

/**
 * Names a step within all runs of one program: by what brought it about and what had happened to what it touches, not by
 * when it was taken. Two runs that differ only in the order of steps that do not touch the same things have the same marks.
 */
export type Mark = number;

/** A step that was taken, or that was taken away before its turn. */
export interface OrderedStep {
  /** Its place in the run. */
  readonly index: number;
  /** What it was before it was taken: by what brought it about alone. */
  readonly origin: Mark;
  /** What it is, with all that came before. */
  readonly mark: Mark;
  readonly cause: OrderedStep | undefined;
  readonly footprint: Footprint;
  /** When it was enabled. */
  readonly since: EpochMs;
  readonly at: EpochMs;
  /** How often the clock had moved before it was taken. */
  readonly instant: number;
  /** The steps that it follows from, or that touched what it touches right before it. */
  readonly after: readonly OrderedStep[];
  /** All the places of the steps that had to come before it, as bits. */
  readonly past: bigint;
}

/** A step that was enabled, or set for a time, and taken away by another one. */
export interface LostStep {
  readonly origin: Mark;
  readonly cause: OrderedStep | undefined;
  /** When it would have been enabled. */
  readonly at: EpochMs;
  /** How often the clock had moved when it was enabled; undefined if it never was. */
  readonly instant: number | undefined;
  readonly by: OrderedStep;
}

/** Two steps that touch the same things, of which the later one could have come first. */
export interface Race {
  readonly earlier: OrderedStep;
  readonly later: OrderedStep | LostStep;
}

/** The order of a run as data that can go to another thread: steps are known by their places. */
export interface StepOrderRecord {
  readonly steps: readonly (Pick<
    OrderedStep,
    'origin' | 'footprint' | 'since' | 'at' | 'instant'
  > & {
    readonly cause: number | undefined;
  })[];
  readonly lost: readonly (Pick<LostStep, 'origin' | 'at' | 'instant'> & {
    readonly cause: number | undefined;
    readonly by: number;
  })[];
}

const HIGH = 0x1_0000_0000;

/** Spreads what is in one 32-bit number over all its bits. */
function spread(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}

/** Two numbers become one, evenly spread below 2^53; their order counts. */
export function blend(seed: Mark, value: number): Mark {
  const low = spread(Math.imul(seed >>> 0, 0x9e37_79b1) + (value >>> 0) + 1);
  const high = spread(
    Math.imul(Math.floor(seed / HIGH), 0x27d4_eb2f) + Math.floor(value / HIGH) + low,
  );
  return ((high ^ (low >>> 5)) & 0x1f_ffff) * HIGH + (spread(low + high) >>> 0);
}

/** Who has touched what, last. */
class LastTouches {
  readonly #writers = new Map<string, OrderedStep>();
  readonly #readers = new Map<string, OrderedStep[]>();

  /** The steps right before one with that footprint, its cause among them. */
  before({ reads, writes }: Footprint, cause: OrderedStep | undefined): readonly OrderedStep[] {
    const before = new Set<OrderedStep>();
    if (cause !== undefined) before.add(cause);
    for (const key of reads) if (!writes.has(key)) this.#addWriter(key, before);
    for (const key of writes) {
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#addWriter(key, before);
      else for (const reader of readers) before.add(reader);
    }
    return [...before];
  }

  #addWriter(key: string, before: Set<OrderedStep>): void {
    const writer = this.#writers.get(key);
    if (writer !== undefined) before.add(writer);
  }

  touch(step: OrderedStep): void {
    const { reads, writes } = step.footprint;
    for (const key of reads) {
      if (writes.has(key)) continue;
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, [step]);
      else readers.push(step);
    }
    for (const key of writes) {
      this.#writers.set(key, step);
      this.#readers.delete(key);
    }
  }
}

function markOf(origin: Mark, after: readonly OrderedStep[]): Mark {
  const marks = after.map(({ mark }) => mark).sort((a, b) => a - b);
  return marks.reduce(blend, blend(origin, marks.length));
}

const isBefore = (earlier: OrderedStep, past: bigint): boolean =>
  ((past >> BigInt(earlier.index)) & 1n) === 1n;

const follows = (step: OrderedStep, other: OrderedStep): boolean =>
  step === other || isBefore(other, step.past);

const isLost = (step: OrderedStep | LostStep): step is LostStep => 'by' in step;

function needNotWait(step: OrderedStep, { earlier, later }: Race, lateness: DurationMs): boolean {
  if (lateness === 0 && step.instant > earlier.instant) return false;
  return !follows(step, earlier) && (isLost(later) || !follows(step, later));
}

/** The steps of one run in the order in which they were taken, and what follows from what. */
export class StepOrder {
  readonly steps: OrderedStep[] = [];
  readonly lost: LostStep[] = [];
  readonly #last = new LastTouches();

  /** The order that was recorded. */
  static of({ steps, lost }: StepOrderRecord): StepOrder {
    const order = new StepOrder();
    const at = (place: number | undefined): OrderedStep | undefined =>
      place === undefined ? undefined : order.steps[place];
    for (const step of steps) order.add({ ...step, cause: at(step.cause) });
    for (const step of lost) {
      const by = at(step.by);
      if (by !== undefined) order.lost.push({ ...step, cause: at(step.cause), by });
    }
    return order;
  }

  /** Itself as data. */
  record(): StepOrderRecord {
    return {
      steps: this.steps.map(({ origin, cause, footprint, since, at, instant }) => ({
        origin,
        cause: cause?.index,
        footprint,
        since,
        at,
        instant,
      })),
      lost: this.lost.map(({ origin, cause, at, instant, by }) => ({
        origin,
        cause: cause?.index,
        at,
        instant,
        by: by.index,
      })),
    };
  }

  /** Adds the step that was taken. */
  add(step: Omit<OrderedStep, 'index' | 'mark' | 'after' | 'past'>): OrderedStep {
    const after = this.#last.before(step.footprint, step.cause);
    let past = 0n;
    for (const one of after) past |= one.past | (1n << BigInt(one.index));
    const mark = markOf(step.origin, after);
    const ordered = { ...step, index: this.steps.length, mark, after, past };
    this.steps.push(ordered);
    this.#last.touch(ordered);
    return ordered;
  }

  /**
   * The pairs that could have come the other way: nothing between them makes the one wait for the other, and the earlier one
   * would not be later than it may.
   */
  races(lateness: DurationMs): readonly Race[] {
    const races: Race[] = [];
    const inTime = ({ since, instant }: OrderedStep, later: OrderedStep | LostStep): boolean =>
      lateness === 0 ? instant === later.instant : later.at - since <= lateness;
    for (const later of this.steps) {
      for (const earlier of later.after) {
        if (earlier === later.cause || !inTime(earlier, later)) continue;
        if (later.after.some((one) => one !== earlier && isBefore(earlier, one.past))) continue;
        races.push({ earlier, later });
      }
    }
    for (const later of this.lost) {
      const { by, cause } = later;
      if (cause !== undefined && (cause === by || isBefore(by, cause.past))) continue;
      if (!inTime(by, later)) continue;
      races.push({ earlier: by, later });
    }
    return races;
  }

  /**
   * The origins of the steps, in order, of a run in which the later one of a race comes first: all that need not wait for
   * either, with the later one in its place. Where no step is ever late, the clock waits for all of an instant.
   */
  reversed(race: Race, lateness: DurationMs): readonly Mark[] {
    const { earlier, later } = race;
    const origins: Mark[] = [];
    const place = isLost(later) ? earlier.index : later.index;
    for (const step of this.steps) {
      if (step.index === place) origins.push(later.origin);
      if (needNotWait(step, race, lateness)) origins.push(step.origin);
    }
    return origins;
  }

  /** The marks of the steps that need not wait for either of a race: what a run has in common with one in which it is reversed. */
  common(race: Race, lateness: DurationMs): readonly Mark[] {
    return this.steps.filter((step) => needNotWait(step, race, lateness)).map(({ mark }) => mark);
  }

  /** The mark that the later one of a race would have if it came first; undefined where that is not known. */
  markIfFirst({ earlier, later }: Race): Mark | undefined {
    if (isLost(later)) return undefined;
    const last = new LastTouches();
    for (const step of this.steps) {
      if (step === later) break;
      if (!follows(step, earlier)) last.touch(step);
    }
    return markOf(later.origin, last.before(later.footprint, later.cause));
  }
}
