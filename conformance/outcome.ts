/** What a scenario leaves behind, as it was recorded on a real Temporal Service, and how two of them are compared. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MARKER_TIMES } from './normalize.ts';

/** One failure of a chain: its class, and those of its fields that a program may branch on. */
export interface RecordedFailure {
  readonly name: string;
  readonly message: string;
  readonly type?: string;
  readonly retryState?: string;
  readonly timeoutType?: string;
  readonly activityType?: string;
  readonly workflowType?: string;
}

/** What a client call of a scenario answered: its value (`true` where that is no text), or how it failed. */
export interface RecordedCall {
  readonly label: string;
  readonly ok?: string | true;
  readonly failed?: readonly RecordedFailure[];
}

/** What a scenario leaves behind: what its calls answered, its results, and the histories of its executions. */
export interface Outcome {
  readonly calls: readonly RecordedCall[];
  readonly results: readonly unknown[];
  readonly executions: readonly unknown[];
}

/** What the real service was seen to do in one scenario: more than one outcome where the service itself is racy. */
export interface Recording {
  readonly name: string;
  readonly about: string;
  readonly outcomes: readonly Outcome[];
}

const TOLD = ['type', 'retryState', 'timeoutType', 'activityType', 'workflowType'] as const;

/** An error and its causes, from the outside in. */
export function failureChain(error: unknown): readonly RecordedFailure[] {
  const chain: RecordedFailure[] = [];
  let link = error as (RecordedFailure & { cause?: unknown }) | undefined;
  while (link) {
    const { name, message } = link;
    const told = TOLD.flatMap((key) => (link?.[key] ? [[key, link[key]]] : []));
    chain.push({ name: name ?? link.constructor.name, message, ...Object.fromEntries(told) });
    link = link.cause as typeof link;
  }
  return chain;
}

/** The recordings of a folder, by name. */
export function readRecordings(folder: string): readonly Recording[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording);
}

/** Where an outcome first differs from that of the recorded outcomes which it is most like; undefined if it equals one. */
export function difference(recording: Recording, actual: Outcome): string | undefined {
  const ours = comparable(actual);
  const differences = recording.outcomes.map((outcome) =>
    firstDifference(comparable(outcome), ours),
  );
  if (differences.includes(undefined)) return undefined;
  const closest = differences.reduce((best, next) => (depth(next) > depth(best) ? next : best));
  const which = recording.outcomes.length > 1 ? ` (${recording.outcomes.length} outcomes)` : '';
  return (
    closest && `${closest.path}: ${closest.expected} was recorded, not ${closest.actual}${which}`
  );
}

interface Difference {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
  /** How many values were equal before it. */
  readonly equal: number;
}

const depth = (found: Difference | undefined): number => found?.equal ?? -1;

/** What is compared: all but times, calls in order of their labels, as plain JSON. Histories come first: the rest follows from them. */
function comparable({ calls, results, executions }: Outcome): unknown {
  const sorted = calls.toSorted((a, b) => (a.label < b.label ? -1 : Number(a.label > b.label)));
  const text = JSON.stringify({ executions, calls: sorted, results }, (key, value: unknown) => {
    if (MARKER_TIMES.has(key)) return undefined;
    return key === 'events' && Array.isArray(value) ? value.map(withoutTime) : value;
  });
  return JSON.parse(text);
}

/** An outcome as a text that is equal for outcomes between which there is no difference. */
export const plainText = (outcome: Outcome): string =>
  JSON.stringify(comparable(outcome), (_, value: unknown) =>
    isObject(value) && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const withoutTime = ({ at: _, ...event }: Record<string, unknown>): unknown => event;

function firstDifference(expected: unknown, actual: unknown): Difference | undefined {
  let equal = 0;
  const walk = (left: unknown, right: unknown, path: string): Difference | undefined => {
    if (isObject(left) && isObject(right) && Array.isArray(left) === Array.isArray(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
        const found = walk(
          left[key],
          right[key],
          Array.isArray(left) ? `${path}[${key}]` : `${path}.${key}`,
        );
        if (found) return found;
      }
      return undefined;
    }
    if (left !== right)
      return { path: path.slice(1), expected: show(left), actual: show(right), equal };
    equal++;
    return undefined;
  };
  return walk(expected, actual, '');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const name = isObject(value) && typeof value['type'] === 'string' ? `${value['type']} ` : '';
  const text = name + JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
