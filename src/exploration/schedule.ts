/** Schedules: the deviations of a run from the boring one, as data and as text that can be read, pasted and replayed. */
import { SimulationError } from '../host/simulation-error.ts';

/** One thing that a run does differently from the boring run. Steps and placements are called by their names. */
export type Deviation =
  /** Right before a step, and at its time, something is placed. */
  | { readonly type: 'before'; readonly step: string; readonly place: string }
  /** Right after a step, before the clock moves on, something is placed. */
  | { readonly type: 'after'; readonly step: string; readonly place: string }
  /** Where the boring run takes `step`, another enabled step goes first. */
  | { readonly type: 'first'; readonly step: string; readonly take: string }
  /** `step` is late: it is held back, also while the clock moves, until the step `until` has been taken. */
  | { readonly type: 'hold'; readonly step: string; readonly until: string }
  /** A number that was drawn from a range is another one. */
  | { readonly type: 'draw'; readonly name: string; readonly value: number };

/** The deviations of a run, in the order in which they apply. The empty schedule is the boring run. */
export type Schedule = readonly Deviation[];

/** A schedule's text cannot be read. */
export class ScheduleSyntaxError extends SimulationError {
  override readonly name = 'ScheduleSyntaxError';

  constructor(given: unknown) {
    const shown =
      typeof given === 'string' ? `'${given}'` : (JSON.stringify(given) ?? String(given));
    super(
      `${shown} is no deviation. It must read 'before STEP -> PLACEMENT', 'after STEP -> PLACEMENT', ` +
        `'instead of STEP -> STEP', 'hold STEP until STEP' or 'draw NAME -> NUMBER', for example 'before activity:charge#1 completed -> cancel order-42'.`,
    );
  }
}

/** A deviation as one line of text. */
export function deviationText(deviation: Deviation): string {
  switch (deviation.type) {
    case 'before':
    case 'after':
      return `${deviation.type} ${deviation.step} -> ${deviation.place}`;
    case 'first':
      return `instead of ${deviation.step} -> ${deviation.take}`;
    case 'hold':
      return `hold ${deviation.step} until ${deviation.until}`;
    case 'draw':
      return `draw ${deviation.name} -> ${deviation.value}`;
  }
}

const LINE = /^(?:(before|after|instead of|draw) (.+?) -> (.+)|(hold) (.+?) until (.+))$/;

/** The deviation that a line of text stands for. @throws ScheduleSyntaxError */
export function parseDeviation(line: string): Deviation {
  const [verb, subject, object] = (LINE.exec(line.trim()) ?? []).slice(1).filter(Boolean);
  if (subject === undefined || object === undefined) throw new ScheduleSyntaxError(line);
  switch (verb) {
    case 'before':
    case 'after':
      return { type: verb, step: subject, place: object };
    case 'instead of':
      return { type: 'first', step: subject, take: object };
    case 'hold':
      return { type: 'hold', step: subject, until: object };
    default: {
      const value = Number(object);
      if (!Number.isFinite(value)) throw new ScheduleSyntaxError(line);
      return { type: 'draw', name: subject, value };
    }
  }
}

/** A schedule as text, a line a deviation; the boring run is the empty text. */
export const scheduleText = (schedule: Schedule): string => schedule.map(deviationText).join('\n');

/** The schedule of a text; empty lines count for nothing. @throws ScheduleSyntaxError */
export const parseSchedule = (text: string): Schedule =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseDeviation);

/** Schedules as users give them: data, a text, or lines of text. */
export type ScheduleLike = string | readonly (Deviation | string)[];

/** What each type of deviation consists of, beside its type. */
const PARTS: Readonly<Record<Deviation['type'], readonly string[]>> = {
  before: ['step', 'place'],
  after: ['step', 'place'],
  first: ['step', 'take'],
  hold: ['step', 'until'],
  draw: ['name', 'value'],
};

function isDeviation(given: unknown): given is Deviation {
  if (typeof given !== 'object' || given === null) return false;
  const parts = PARTS[(given as Deviation).type] as readonly string[] | undefined;
  return parts?.every((part) => part in given) === true;
}

function deviationOf(given: unknown): Deviation {
  if (typeof given === 'string') return parseDeviation(given);
  if (isDeviation(given)) return given;
  throw new ScheduleSyntaxError(given);
}

/** A schedule from any of its forms. @throws ScheduleSyntaxError */
export function scheduleOf(given: ScheduleLike): Schedule {
  if (typeof given === 'string') return parseSchedule(given);
  if (!Array.isArray(given)) throw new ScheduleSyntaxError(given);
  return given.map(deviationOf);
}
