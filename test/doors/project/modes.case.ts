/** Every way to declare a test, with and without a world; `vitest-project.test.ts` knows how each must end. */
import { test as vitestTest } from 'vitest';
import { beforeEach, describe, expect, it, test } from '../../../src/vitest.ts';
import { activities, order, workflows } from '../order.ts';

const options = { workflows, activities, taskQueue: 'orders' };
const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };

const { skip, todo, fails } = test;

test('plain', ({ task }) => expect(task.name).toBe('plain'));
test('plain with options', { timeout: 10_000 }, ({ task }) => expect(task.timeout).toBe(10_000));
it('has the timeout of its options', { ...options, timeout: 12_345 }, ({ task }) =>
  expect(task.timeout).toBe(12_345),
);
skip('skipped', options, () => expect.unreachable());
todo('to be done');
todo('to be done in a world', options);
fails('expected to fail', options, () => expect(1).toBe(2));
test('not expected to fail', options, async ({ client, world }) => {
  const handle = await client.workflow.start(order, start);
  await world.settle();
  expect(handle).toBeCancelled();
});
test('waits for something real', { ...options, timeout: 500 }, () => new Promise(() => undefined));
test.skipIf(true)('skipped by a condition', options, () => expect.unreachable());
test.runIf(true)('run by a condition', options, ({ world }) => world.sleep(1));
test('skipped from within', options, ({ skip: skipNow }) => skipNow());

test.each([
  [1, 2],
  [3, 4],
])('each %i, %i', options, async (a, b, { world }) => {
  await world.sleep(a);
  expect(b).toBe(a + 1);
});
test.each([{ ms: 5 }])('each of $ms', options, async ({ ms }, { world }) => {
  const before = world.now;
  await world.sleep(ms);
  expect(world.now - before).toBe(ms);
});
test.each`
  ms
  ${7}
`('each row of $ms', options, async ({ ms }, { world }) => world.sleep(ms as number));
test.each([1, 2])('each plain %i', (item) => expect(item).toBeLessThan(3));
test.for([[1, 2]])('for %i, %i', options, async ([a, b], { world, task }) => {
  await world.sleep(a ?? 0);
  expect(task.name).toBe(`for ${a}, ${b}`);
});
test.for([9])('for plain %i', (item, { task }) => expect(task.name).toContain(`${item}`));

describe('beside each other', { concurrent: true }, () => {
  for (const days of [1, 2, 3]) {
    test(`waits ${days} days`, options, async ({ client, world, expect: own }) => {
      const handle = await client.workflow.start(order, start);
      await world.sleep(`${days} days`);
      const closed = await handle.describe();
      own(closed.status.name).toBe(days === 1 ? 'RUNNING' : 'COMPLETED');
      own(world.executions).toHaveLength(1);
    });
  }
});

const withShop = vitestTest.extend<{ shop: string }>({
  shop: async ({}, use) => use('corner shop'),
});

describe('with fixtures', () => {
  const seen: string[] = [];
  beforeEach(({ task }) => void seen.push(task.name));

  test.over(withShop)('of vitest', options, async ({ shop, world }) => {
    await world.sleep(1);
    expect([shop, seen]).toEqual(['corner shop', ['of vitest']]);
  });
});
