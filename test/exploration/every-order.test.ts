/** Taking steps in every order that can make a difference finds what taking them in every order finds, in far fewer runs. */
import { describe, expect, test } from 'vitest';
import { searchPlainly } from './plain-search.ts';
import { searchReduced } from './reduced-search.ts';
import { activities, workflows, worlds } from './worlds.ts';

const options = { workflows, activities, settleWithin: '1 hour' } as const;

const sorted = (histories: ReadonlySet<string>): readonly string[] => [...histories].sort();

describe('every order that can make a difference', () => {
  const savings: number[] = [];

  test.each(worlds)(
    'leaves the same histories behind: $name',
    async ({ scenario }) => {
      const plain = await searchPlainly(options, scenario, 10_000);
      expect(plain.isComplete).toBe(true);
      const reduced = await searchReduced(options, scenario, 10_000);
      expect(sorted(reduced.histories)).toEqual(sorted(plain.histories));
      savings.push(plain.schedules / reduced.schedules);
    },
    60_000,
  );

  test('takes less than a twentieth of the runs in the median world', () => {
    expect(savings).toHaveLength(worlds.length);
    const [below = 0, above = 0] = savings.toSorted((a, b) => a - b).slice(5, 7);
    expect((below + above) / 2).toBeGreaterThanOrEqual(20);
  });
});
