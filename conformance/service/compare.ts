/** Compares what a script left behind on the modelled service with what a real one left behind. */
import type { Recording } from './script.ts';

/** A recording without the times, which depend on the machine. */
const withoutTimes = (recording: Recording): unknown => ({
  answers: recording.answers,
  executions: recording.executions.map((execution) => ({
    ...execution,
    events: execution.events.map(({ at: _, ...event }) => event),
  })),
});

/** The first difference, or undefined: the path, what was recorded, and what we have. */
export function difference(recorded: Recording, ours: Recording): string | undefined {
  return firstDifference(withoutTimes(recorded), withoutTimes(ours), '');
}

function firstDifference(recorded: unknown, ours: unknown, path: string): string | undefined {
  if (!isObject(recorded) || !isObject(ours)) {
    if (recorded === ours) return undefined;
    return `${path.slice(1)}: recorded ${show(recorded)}, ours ${show(ours)}`;
  }
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(ours)])) {
    const found = firstDifference(recorded[key], ours[key], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}
