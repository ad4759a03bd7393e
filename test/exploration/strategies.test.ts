/** Strategies say how far they came, and the random ones what may be expected of them. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/common/random.ts';
import { exploreWith } from '../../src/exploration/explore.ts';
import type { Guide } from '../../src/exploration/guide.ts';
import { probeWith, type ProbeSettings } from '../../src/exploration/probe.ts';
import { SamplingGuide } from '../../src/exploration/sampling.ts';
import { Offspring, UniformGuide } from '../../src/exploration/uniform.ts';
import { activities, workflows, worlds } from './worlds.ts';

const options = { workflows, activities, settleWithin: '1 hour' } as const;
const [first] = worlds;
const apart = worlds.find(({ name }) => name.startsWith('two workflows that wait'));

test('what is complete comes first, and what is random says what it promises', async () => {
  const { coverage, status } = await exploreWith(
    { ...options, place: ['cancel'], orders: true, deeper: true },
    first?.scenario ?? (() => undefined),
    () => [],
  );
  expect(status).toBe('holds');
  expect(coverage.map(({ strategy }) => strategy)).toEqual([
    'exhaustive',
    'between moments',
    'every order',
    'random walk',
    'partial order sampling',
    'PCT',
    'uniform',
  ]);
  const notes = new Map(coverage.map(({ strategy, note }) => [strategy, note]));
  expect(coverage[0]?.completeUpTo).toBe(1);
  expect(notes.get('every order')).toMatch(/^complete: \d+ orders$/);
  const [, length, chains, bound] =
    /(\d+) steps in (\d+) chains: .* at least 1\/(\d+)$/.exec(notes.get('PCT') ?? '') ?? [];
  expect(Number(bound)).toBe(Number(chains) * Number(length) ** 2);
}, 60_000);

/** How many different orders a guide goes in so many runs. */
async function ordersIn(
  runs: number,
  guideOf: () => Guide,
  learn: (guide: Guide) => void = () => undefined,
): Promise<number> {
  const settings: ProbeSettings = {
    options,
    scenario: apart?.scenario ?? (() => undefined),
    inPlay: { place: [], faults: [] },
    laws: () => [],
  };
  const orders = new Set<string>();
  for (let run = 0; run < runs; run++) {
    const guide = guideOf();
    const { run: left } = await probeWith(settings, guide);
    learn(guide);
    orders.add(left?.trace.map(({ name }) => name).join() ?? '');
  }
  return orders.size;
}

test('a uniform walk draws from all orders about evenly', async () => {
  // Of 735 orders, 1470 even draws would meet 735 * (1 - e^-2) = 636.
  const random = seededRandom(1);
  const offspring = new Offspring();
  const even = await ordersIn(
    1470,
    () => new UniformGuide(random, offspring, 0),
    (guide) => {
      for (const { name, size } of (guide as UniformGuide).sizes()) offspring.learn(name, size);
    },
  );
  expect(even).toBeGreaterThan(550);
  const sampled = await ordersIn(1470, () => new SamplingGuide(random, 0));
  expect(sampled).toBeLessThan(even);
}, 60_000);
