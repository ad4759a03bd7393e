/** The likely cause of a divergence: what in the bytes of several runs of one schedule gives away where their difference comes from. */
import { real } from '../host/real-globals.ts';
import { firstParting, stepText, type RecordedStep } from '../simulation/run-record.ts';
import type { Finding } from '../simulation/trace.ts';

/** What makes runs differ that should be the same. */
export type Cause = 'clock' | 'randomness' | 'state' | 'real I/O' | 'order' | 'unknown';

/** One run of several that should be the same. */
export interface RecordedRun {
  readonly steps: readonly RecordedStep[];
  readonly findings: readonly Finding[];
}

/** The likely cause of a divergence, and what shows it. */
export interface LikelyCause {
  readonly cause: Cause;
  /** The first step in which anything differs that passed, and the two things; undefined where nothing differed any more. */
  readonly shownBy:
    | {
        readonly step: number;
        readonly name: string;
        readonly first: string;
        readonly second: string;
      }
    | undefined;
}

/** What each cause means, and what to do about it. */
export const CAUSES: Readonly<Record<Cause, string>> = {
  clock:
    'a clock that lastcall does not see: Date, performance or process.hrtime was captured before lastcall was loaded, or is read where ' +
    'it is not replaced. Load lastcall first (see README), and read the clock where it is needed',
  randomness:
    'a random source that lastcall does not seed: Math.random or a function of crypto was captured before lastcall was loaded, or is one ' +
    'that is not replaced. Call Math.random, or uuid4 of @temporalio/workflow, where the number is needed; in a scenario, give ids that stay',
  state:
    'state that outlives a run: a counter, a cache or a list at the top of a module, or around the scenario. Reset it in beforeEach',
  'real I/O':
    "real I/O in activity code, which takes real time and finds what there is: put a script in its place, or wait for it with activityTime: 'real'",
  order:
    'an order that is another one in each run: an iteration over what is ordered by ids that are new in each run, or by the time at which ' +
    'it came. Sort by something that stays',
  unknown:
    'something outside the simulation in the code under test: state that outlives a run (reset it in beforeEach), real I/O, a random ' +
    'source or a clock that was captured before lastcall was loaded, or an iteration over something unordered',
};

/** A value that is not the same in each run, and where it stands in what passed. */
interface Place {
  readonly path: string;
  /** The value in each run. */
  readonly values: readonly unknown[];
}

const NEAR_MS = 3_600_000;

const isNear = (value: number, now: number, within: number): boolean =>
  Math.abs(value - now) < within;

/** Whether a number is a time of now, on any of the clocks that a process has. */
function isRealTime(value: number): boolean {
  const [seconds, nanos] = real.hrtime();
  const ms = real.now();
  return (
    isNear(value, ms, NEAR_MS) ||
    isNear(value, ms / 1000, NEAR_MS / 1000) ||
    isNear(value, seconds * 1e9 + nanos, 60e9)
  );
}

/** @see process.hrtime */
const isHrtime = (value: unknown): value is [number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  isRealTime(Number(value[0]) * 1e9 + Number(value[1]));

const TIME = /^\d{4}-\d\d-\d\dT/;
const ID = /^[\w-]*\d[\w-]*$/;

function ofNow(value: unknown): boolean {
  if (typeof value === 'number') return isRealTime(value);
  if (typeof value !== 'string') return isHrtime(value);
  return TIME.test(value) ? isNear(Date.parse(value), real.now(), NEAR_MS) : isRealTime(+value);
}

/** Whether numbers go on as the time since the process began does. @see performance.now */
function goOnAsProcess(values: readonly unknown[]): boolean {
  const now = real.performanceNow();
  return values.every(
    (value, at) =>
      typeof value === 'number' &&
      !Number.isInteger(value) &&
      value > Math.max(1, now - 60_000) &&
      value < now &&
      (at === 0 || value > Number(values[at - 1])),
  );
}

/** Whether a value looks as if chance had made it. */
const ofChance = (value: unknown): boolean =>
  typeof value === 'number'
    ? !Number.isInteger(value) || Math.abs(value) >= 1000
    : typeof value === 'string' && value.length >= 8 && ID.test(value);

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** The same items in another order. */
function isReordered(values: readonly unknown[]): boolean {
  if (values.every((value) => text(value) === text(values[0]))) return false;
  const [first, ...others] = values.map((value) =>
    Array.isArray(value) ? text(value.map(text).sort()) : undefined,
  );
  return first !== undefined && others.every((other) => other === first);
}

/** Whether a number, or the length of a list, grows by the same each time, or was another one only the first time. */
function goesOn(values: readonly unknown[]): boolean {
  if (text(values[1]) === text(values[2])) return true;
  const [first = NaN, second = NaN, third = NaN] = values.map((value) =>
    Array.isArray(value) ? value.length : Number(value),
  );
  return second !== first && second - first === third - second;
}

function causeOf({ values }: Place, hasIo: boolean): Cause {
  if (values.every(ofNow) || goOnAsProcess(values)) return 'clock';
  if (isReordered(values)) return 'order';
  if (hasIo) return 'real I/O';
  if (goesOn(values)) return 'state';
  return values.every(ofChance) ? 'randomness' : 'unknown';
}

/** Texts of JSON are looked into: payloads are. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^["[{\d-]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const PARTS = /\d{4}-\d\d-\d\dT[\d:.]+Z?|[\da-f]{8}-[\da-f-]{27}|\d+(?:\.\d+)?|[^\s,;]+/gi;

const fieldsOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** What of values is to be compared one by one: the fields of objects, the items of lists, the words of texts; nothing if they are not alike. */
function partsOf(values: readonly unknown[]): readonly Place[] {
  if (values.every((value) => typeof value === 'string')) {
    const words = values.map((value) => value.match(PARTS) ?? []);
    const [first = []] = words;
    if (first.length < 2 || words.some(({ length }) => length !== first.length)) return [];
    return first.map((_, at) => ({ path: '', values: words.map((list) => list[at]) }));
  }
  if (values.some(isHrtime) || isReordered(values)) return [];
  const [first = [], ...others] = values.map(fieldsOf);
  if (others.some(({ length }) => length !== first.length)) return [];
  return first.map(([path], at) => ({
    path,
    values: [first, ...others].map((fields) => fields[at]?.[1]),
  }));
}

/** The first place in which values differ, as deep as they are of one shape. */
function firstPlace(given: readonly unknown[], within = ''): Place | undefined {
  const values = given.map(opened);
  if (values.every((value) => text(value) === text(values[0]))) return undefined;
  for (const { path, values: parts } of partsOf(values)) {
    const found = firstPlace(parts, [within, path].filter((part) => part !== '').join('.'));
    if (found !== undefined) return found;
  }
  return { path: within, values };
}

/** The content of a line of a record. */
function contentOf(line: string | undefined): unknown {
  const at = line?.search(/[[{]/) ?? -1;
  return line === undefined || at < 0 ? line : opened(line.slice(at));
}

function shown(value: unknown, path: string): string {
  const all = text(value);
  const short = all.length > 60 ? `${all.slice(0, 57)}...` : all;
  return path === '' ? short : `${path} ${short}`;
}

/** Why runs part in a step itself: other steps, or the same at another time. */
function causeOfSteps(
  steps: readonly (readonly RecordedStep[])[],
  step: number,
  hasIo: boolean,
): Cause {
  const names = steps.map((list) => list.map(({ taken }) => taken.name));
  if (isReordered(names)) return 'order';
  const times = steps.map((list) => list[step]?.taken.at ?? 0);
  const earliest = Math.min(...times);
  return causeOf({ path: '', values: times.map((time) => time - earliest) }, hasIo);
}

/** Compares three runs that should be the same. */
export function likelyCause(runs: readonly RecordedRun[]): LikelyCause {
  const [one = { steps: [], findings: [] }, two = one, three = two] = runs;
  const hasIo = runs.some(({ findings }) => findings.some(({ name }) => name === 'real-io'));
  const parted = firstParting(one.steps, two.steps) ?? firstParting(two.steps, three.steps);
  if (parted === undefined) return { cause: hasIo ? 'real I/O' : 'state', shownBy: undefined };
  const { step, line } = parted;
  const steps = [one, two, three].map((run) => run.steps);
  const name = (one.steps[step] ?? two.steps[step])?.taken.name ?? 'the end of the run';
  if (line === undefined) {
    const cause = causeOfSteps(steps, step, hasIo);
    const [first = '', second = ''] = steps.map((list) => stepText(list[step]));
    return { cause, shownBy: { step, name, first, second } };
  }
  const contents = steps.map((list) => contentOf(list[step]?.lines[line]));
  const place = firstPlace(contents) ?? { path: '', values: contents };
  const [first = '', second = ''] = place.values.map((value) => shown(value, place.path));
  return { cause: causeOf(place, hasIo), shownBy: { step, name, first, second } };
}
