/** The shards of an exploration together run what one exploration runs. */
import { expect, test } from 'vitest';
import { between } from '../../src/exploration/between.ts';
import { exhaustive } from '../../src/exploration/exhaustive.ts';
import type { Probe } from '../../src/exploration/probe.ts';
import { scheduleText } from '../../src/exploration/schedule.ts';
import { Search } from '../../src/exploration/search.ts';
import { explore } from '../../src/index.ts';
import type { Shard } from '../../src/exploration/shard.ts';
import { activities, late, workflows } from './worlds.ts';

/** Keeps the schedules that it has run. */
class Listing extends Search {
  readonly schedules: string[] = [];

  override note(probe: Probe): void {
    super.note(probe);
    this.schedules.push(scheduleText(probe.schedule));
  }
}

const world = late.find(({ name }) => name.startsWith('a timer'));

async function explored(shard?: Shard): Promise<Listing> {
  const budget = { schedules: 100_000, time: '10 minutes' } as const;
  const settings = {
    options: { workflows, activities, settleWithin: '1 hour' } as const,
    scenario: world?.scenario ?? (() => undefined),
    inPlay: { place: ['cancel', 'terminate'], faults: ['eviction', 'answerLost'] } as const,
    laws: () => [],
  };
  const lookout = { placements: true, orders: true };
  const search = new Listing({ deviations: 2, budget, shard }, settings, lookout);
  await search.begin();
  await exhaustive.explore(search);
  await between.explore(search);
  return search;
}

const deepest = ({ schedules }: Listing): readonly string[] =>
  schedules.filter((text) => text.includes('\n'));

test.each([2, 3, 5])('each schedule is run by one of %i shards', async (count) => {
  const whole = await explored();
  const shards = [];
  for (let index = 1; index <= count; index++) shards.push(await explored({ index, count }));
  const parts = shards.flatMap(deepest);
  expect(new Set(parts).size, 'none is run twice').toBe(parts.length);
  const all = new Set(shards.flatMap(({ schedules }) => schedules));
  expect([...all].toSorted()).toEqual([...new Set(whole.schedules)].toSorted());
  const histories = new Set(shards.flatMap((shard) => [...shard.histories]));
  expect([...histories].toSorted()).toEqual([...whole.histories].toSorted());
  expect(Math.max(...shards.map((shard) => deepest(shard).length))).toBeLessThan(
    (2 * parts.length) / count,
  );
});

test('the verdict of a part is one of a part', async () => {
  const options = { workflows, activities, shard: { index: 1, count: 2 } };
  const { verdict } = await explore(options, world?.scenario ?? (() => undefined));
  expect(verdict).toMatch(/^holds: complete for up to 1 deviation in part 1 of 2 \(/);
});
