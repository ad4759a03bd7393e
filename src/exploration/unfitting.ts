/** Deviations that never came about: which name is wrong, and which names are near. */
import type { Draw } from '../simulation/draws.ts';
import { anchoredStep } from './step-reference.ts';
import { deviationText, type Deviation } from './schedule.ts';

/** What is known of a run in which a deviation did not come about. */
export interface KnownNames {
  /** The steps that were taken. */
  readonly steps: readonly string[];
  /** What could have been placed somewhere. */
  readonly placements: readonly string[];
  /** The numbers that were drawn. */
  readonly draws: readonly Pick<Draw, 'name' | 'low' | 'high'>[];
}

/** How many letters must be changed, added or taken away to make one text of another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The names that are nearest to one that is wrong, at most so many. */
export function nearest(name: string, names: readonly string[], most = 3): readonly string[] {
  return [...new Set(names)]
    .map((known) => ({ known, far: distance(name, known) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ known }) => known);
}

const PASSED = 'its moment had passed when it was its turn; deviations come about in their order.';

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

function stepsOf(deviation: Deviation): readonly string[] {
  switch (deviation.type) {
    case 'draw':
      return [];
    case 'hold':
      return [deviation.step, deviation.until];
    case 'first':
      return [deviation.step, deviation.take];
    default:
      return [deviation.step];
  }
}

function noSuchDraw(
  { name, value }: Deviation & { readonly type: 'draw' },
  { draws }: KnownNames,
): string {
  const drawn = draws.find((draw) => draw.name === name);
  if (drawn === undefined) {
    const near = nearest(
      name,
      draws.map((draw) => draw.name),
    );
    if (near.length === 0) return 'no number was drawn in this run.';
    return `no number '${name}' was drawn. The nearest names: ${quoted(near)}.`;
  }
  const { low, high } = drawn;
  if (value < low || value > high) return `it is drawn from ${low} to ${high}.`;
  return PASSED;
}

/** Says of a deviation that it never came about, and why that may be. */
export function complaint(deviation: Deviation, known: KnownNames): string {
  const { steps, placements } = known;
  const never = `'${deviationText(deviation)}' never came about`;
  if (deviation.type === 'draw') return `${never}: ${noSuchDraw(deviation, known)}`;
  for (const reference of stepsOf(deviation)) {
    const anchored = anchoredStep(reference);
    const step = [anchored?.anchor ?? reference, anchored?.words ?? reference].find(
      (name) => !steps.includes(name),
    );
    if (step === undefined) continue;
    return `${never}: no step '${step}' was taken. The nearest names: ${quoted(nearest(step, steps))}.`;
  }
  const place = 'place' in deviation ? deviation.place : undefined;
  if (place !== undefined && !placements.includes(place)) {
    const near = nearest(place, placements);
    return near.length === 0
      ? `${never}: nothing could be placed, see the options place and faults.`
      : `${never}: '${place}' could not be placed. The nearest names: ${quoted(near)}.`;
  }
  if (deviation.type === 'first')
    return `${never}: the two were not due at once when it was its turn; deviations come about in their order.`;
  return `${never}: it cannot be placed there, or ${PASSED}`;
}
