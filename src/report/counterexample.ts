/** A counterexample on one screen: which law, by which deviations, what happened around them, where in the code, and how to see it again. */
import type { DurationMs } from '../common/time.ts';
import type { Beat, Beats, Pointed } from './beats.ts';
import type { MadeCall } from './made-calls.ts';
import { sinceStart } from './since-start.ts';

const WIDTH = 100;
/** How many beats a screen has room for. */
const BEATS = 9;
/** How many lines it has for the reason of a law. */
const REASON = 2;

/** What is to be told, in plain terms. */
export interface Told {
  /** The law or the expectation by name. */
  readonly law: string;
  /** In what way it is broken. */
  readonly how: string;
  /** What it states, and why one should keep it. */
  readonly statement: string | undefined;
  readonly reason: string | undefined;
  /** Where to read on about the law. */
  readonly docs: string | undefined;
  /** The deviations, a line of text each. */
  readonly deviations: readonly string[];
  /** The index of the step after which it showed. */
  readonly step: number;
  readonly startTime: number;
  readonly figures: {
    /** Which schedule it was, counted from 1, and of how many deviations. */
    readonly foundAt: number;
    readonly foundWith: number;
    readonly schedules: number;
    readonly distinctHistories: number;
    readonly elapsedMs: DurationMs;
  };
}

/** A place in the code under test. */
export interface Place {
  /** Why it is named. */
  readonly why: string;
  /** `at chargeOrder (workflows.ts:12:5)`. */
  readonly site: string;
}

/** One line of what happened. */
export interface StoryLine {
  /** Since the start of the run, in milliseconds. */
  readonly at: DurationMs;
  readonly workflowId: string | undefined;
  readonly eventId: number | undefined;
  readonly what: string;
  readonly meaning: string | undefined;
  readonly isDeviation: boolean;
}

/** A counterexample as data. */
export interface CounterexampleStory extends Omit<Told, 'step' | 'startTime'> {
  /** Since the start of the run, in milliseconds; undefined where it is a matter of the whole run. */
  readonly at: DurationMs | undefined;
  readonly lines: readonly StoryLine[];
  /** How many lines were left out before each line, where any were. */
  readonly leftOut: readonly number[];
  readonly place: Place | undefined;
  /** Where in the code of an activity it went wrong, if that is known; `place` is then where the workflow has called it. */
  readonly placeInActivity: Place | undefined;
  /** The literal that `replay` takes. */
  readonly replay: string;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

const WEIGHTS = { deviation: 3, interrupt: 2, turn: 1, course: 0 } as const;

/** The beats that say most, in their order: what was placed, what it brought about, and what is close to either. */
function chosen(beats: readonly Beat[]): readonly number[] {
  const placed = beats.flatMap(({ weight }, index) => (weight === 'deviation' ? [index] : []));
  const marks = [...placed, beats.length - 1];
  const distance = (index: number): number =>
    Math.min(...marks.map((mark) => (index < mark ? 1.5 * (mark - index) : index - mark)));
  return beats
    .map(({ weight }, index) => ({
      index,
      weight: index === beats.length - 1 ? WEIGHTS.deviation : WEIGHTS[weight],
      far: distance(index),
    }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || a.far - b.far)
    .slice(0, BEATS)
    .map(({ index }) => index)
    .toSorted((a, b) => a - b);
}

/** The place that tells most: a call that came to nothing, what rejected, what was waited for when something was placed, the last call. */
function placeOf(calls: readonly MadeCall[], beats: readonly Beat[]): Place | undefined {
  const placedIn = beats.findLast(({ weight }) => weight === 'deviation')?.step;
  const last = calls.at(-1);
  const found =
    named(
      'never begins',
      calls.findLast(({ fate }) => fate === 'cutOff'),
    ) ??
    named(
      'asked for in a dead scope',
      calls.findLast(({ fate }) => fate === 'dead'),
    ) ??
    named(
      'rejected there',
      calls.findLast(({ fate }) => fate === 'rejected'),
    ) ??
    named('waited for', calls.findLast(isPendingIn(placedIn ?? Number.POSITIVE_INFINITY))) ??
    named(last?.fate === 'thrown' ? 'thrown there' : 'the last call', last);
  return found;
}

const isPendingIn =
  (step: number) =>
  ({ step: made, endedIn }: MadeCall): boolean =>
    made < step && (endedIn === undefined || endedIn >= step);

function named(why: string, call: MadeCall | undefined): Place | undefined {
  if (call?.site === undefined) return undefined;
  return { why: `${call.kind} ${call.name}: ${why}`, site: relative(call.site) };
}

/** What points at itself: in an activity in the very step in which the law was broken; a workflow task fails a step later. */
function pointedIn(
  activity: boolean,
  pointed: readonly Pointed[],
  step: number,
): Place | undefined {
  const found = activity
    ? pointed.find((at) => at.inActivity && at.step === step)
    : pointed.findLast((at) => !at.inActivity && at.step <= step);
  return found && { why: found.why, site: relative(found.site) };
}

const relative = (site: string): string =>
  site
    .replace('VirtualTimer.<anonymous>', '<anonymous>')
    .replaceAll(`file://${process.cwd()}/`, '')
    .replaceAll(`${process.cwd()}/`, '');

/** Tells a counterexample from the record of its run. */
export function counterexampleStory(
  { step, startTime, ...told }: Told,
  { beats, calls, pointed }: Pick<Beats, 'beats' | 'calls' | 'pointed'>,
): CounterexampleStory {
  const inWorkflow = pointedIn(false, pointed, step);
  const inActivity = pointedIn(true, pointed, step);
  const seen = beats.filter((beat) => beat.step <= step);
  const indices = chosen(seen);
  return {
    ...told,
    at: seen.at(-1) === undefined ? undefined : (seen.at(-1)?.at ?? startTime) - startTime,
    lines: indices.map((index) => lineOf(seen[index] as Beat, startTime)),
    leftOut: indices.map((index, at) => index - (indices[at - 1] ?? -1) - 1),
    place: inWorkflow ?? placeOf(calls, seen),
    placeInActivity: inActivity,
    replay: `[${told.deviations.map(quoted).join(', ')}]`,
  };
}

function lineOf(
  { at, workflowId, eventId, text, meaning, weight }: Beat,
  start: number,
): StoryLine {
  const isDeviation = weight === 'deviation';
  return { at: at - start, workflowId, eventId, what: text, meaning, isDeviation };
}

const cut = (text: string, width = WIDTH): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

/** A text in lines of at most so many characters, the first of them headed, at most so many lines. */
function wrapped(head: string, text: string, most: number): readonly string[] {
  const lines: string[] = [];
  let line = head;
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > WIDTH && line.trim() !== '') {
      lines.push(line);
      line = ' '.repeat(head.length);
    }
    line = line === ' '.repeat(head.length) || line === head ? `${line}${word}` : `${line} ${word}`;
  }
  lines.push(line);
  if (lines.length <= most) return lines.map((whole) => cut(whole));
  return [...lines.slice(0, most - 1), cut(`${lines[most - 1]} …`)];
}

/** Why one should keep the law and where to read on, in two lines: of a long reason the end is left out, and not of the place. */
function why({ reason, docs }: CounterexampleStory): readonly string[] {
  if (reason === undefined) return [];
  const told = (text: string): readonly string[] =>
    wrapped('why:    ', docs === undefined ? text : `${text} See ${docs}`, REASON + 1);
  const words = reason.split(/\s+/);
  let [count, lines] = [words.length, told(reason)];
  while (lines.length > REASON && count > 1) lines = told(`${words.slice(0, --count).join(' ')} …`);
  return lines.slice(0, REASON);
}

function happened({ lines, leftOut }: CounterexampleStory): readonly string[] {
  const several = new Set(lines.flatMap(({ workflowId }) => workflowId ?? [])).size > 1;
  const clock = Math.max(0, ...lines.map(({ at }) => sinceStart(at, 0).length));
  return lines.map((line, index) => {
    const mark = line.isDeviation ? '>' : (leftOut[index] ?? 0) > 0 ? ':' : ' ';
    const id = line.eventId === undefined ? '   ' : String(line.eventId).padStart(3);
    const of = several && line.workflowId !== undefined ? `${line.workflowId}: ` : '';
    const what = `${mark} ${sinceStart(line.at, 0).padStart(clock)} ${id} ${of}${line.what}`;
    if (line.meaning === undefined) return cut(what);
    return cut(`${cut(what, 58).padEnd(58)} | ${line.meaning}`);
  });
}

function figuresText({ figures, deviations }: CounterexampleStory): string {
  const { foundAt, foundWith, schedules, distinctHistories, elapsedMs } = figures;
  const shrunk =
    foundWith === deviations.length
      ? ''
      : `, shrunk from ${foundWith} deviations to ${deviations.length}`;
  return `schedule ${foundAt} of ${schedules} that were run${shrunk}; ${distinctHistories} distinct histories; ${Math.round(elapsedMs)} ms`;
}

function placed({ place, placeInActivity }: CounterexampleStory): readonly string[] {
  if (place === undefined) return [];
  if (placeInActivity !== undefined)
    return [
      cut(`in the code: ${placeInActivity.site}, ${placeInActivity.why}`),
      cut(`             called ${place.site}`),
    ];
  const { why, site } = place;
  const whole = `in the code: ${site}, ${why}`;
  return whole.length <= WIDTH
    ? [whole]
    : [cut(`in the code: ${site}`), cut(`             ${why}`)];
}

/** The deviations as the call that makes them again. */
function again({ deviations }: CounterexampleStory): readonly string[] {
  if (deviations.length === 0)
    return ['by:     await replay(options, scenario, []); // in the boring run'];
  return [
    'by:     await replay(options, scenario, [',
    ...deviations.map((deviation) => `  ${quoted(deviation)},`),
    ']); // everything else is the boring run',
  ];
}

/** A counterexample as text: with up to five deviations at most 25 lines, of at most 100 characters where names are not too long. */
export function counterexampleText(story: CounterexampleStory): string {
  const { law, how } = story;
  return [
    ...wrapped(`broken: ${law}: `, how, 3),
    ...why(story),
    ...again(story),
    'what happened:',
    ...happened(story),
    ...placed(story),
    cut(figuresText(story)),
  ].join('\n');
}
