/** Draws: numbers that are others in other runs, such as how long something takes within a range that its author declares. */
import type { EpochMs } from '../common/time.ts';
import type { Agenda } from './agenda.ts';
import type { Chooser, DrawKind } from './chooser.ts';

/** A number that was drawn. */
export interface Draw {
  readonly at: EpochMs;
  /** In words that survive harmless edits: `'activity:charge#1 lasts'`. */
  readonly name: string;
  readonly kind: DrawKind;
  readonly low: number;
  readonly high: number;
  readonly value: number;
}

/** The draws of one world. */
export class Draws {
  /** Undefined: every draw comes out the boring way. */
  chooser: Pick<Chooser, 'draw'> | undefined;
  readonly made: Draw[] = [];
  readonly #agenda: Agenda;
  readonly #times = new Map<string, number>();

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  /** How long something lasts within a range that is declared; in the boring run it is as short as can be. */
  duration(what: string, low: number, high: number): number {
    return this.#draw('duration', what, low, high, low);
  }

  /** What chance makes of a pause; in the boring run nothing. */
  jitter(what: string, low: number, high: number, boring: number): number {
    return this.#draw('jitter', what, Math.round(low), Math.round(high), boring);
  }

  #draw(kind: DrawKind, what: string, low: number, high: number, boring: number): number {
    const times = (this.#times.get(what) ?? 0) + 1;
    this.#times.set(what, times);
    const name = times === 1 ? what : `${what} (${times})`;
    const eventful = (): readonly number[] => this.#eventful(low, high);
    const value = this.chooser?.draw({ name, kind, low, high, boring, eventful }) ?? boring;
    this.made.push({ at: this.#agenda.now, name, kind, low, high, value });
    return value;
  }

  /** The numbers of a range at which, as spans of time from now on, something else is due, with their neighbours. */
  #eventful(low: number, high: number): readonly number[] {
    const spans = new Set<number>();
    for (const at of this.#agenda.alarmTimes()) {
      for (const span of [at - 1, at, at + 1].map((time) => time - this.#agenda.now))
        if (span > low && span < high) spans.add(span);
    }
    return [...spans].sort((a, b) => a - b);
  }
}
