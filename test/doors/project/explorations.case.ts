/** Explorations as tests; `vitest-project.test.ts` knows how each must end. */
import { explore } from '../../../src/index.ts';
import { expect, test } from '../../../src/vitest.ts';
import { activities, order, workflows } from '../order.ts';

const options = { workflows, activities, taskQueue: 'orders' };
const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };

test.explore('holds', options, async ({ client, world }) => {
  await client.workflow.start(order, start);
  await world.settle();
  expect(world.activity('charge').attempts.length).toBeLessThan(2);
});

test.explore('is broken', options, async ({ client, world }) => {
  await client.workflow.start(order, start);
  await world.settle();
  expect(world.activity('refund')).toHaveRun(0);
});

test.explore('is stopped', { ...options, budget: { schedules: 3 } }, async ({ client }) => {
  await client.workflow.execute(order, start);
});

test.explore.each([1, 2])('runs shard %i of 2', options, async (_index, { client }) => {
  await client.workflow.execute(order, start);
});

test('is explored in several threads', { timeout: 60_000 }, async () => {
  const module = new URL('../scenarios/careless-order.ts', import.meta.url);
  const { counterexample } = await explore({ module, workers: 2 });
  expect(counterexample?.violation.law).toBe('no-work-in-dead-scope');
});

let runs = 0;
test.explore('is not deterministic', options, async ({ client, world }) => {
  await world.sleep(++runs);
  await client.workflow.execute(order, start);
});

test.explore('has the timeout of its budget', { ...options, budget: { time: 1000 } }, ({ task }) =>
  expect(task.timeout).toBe(31_000),
);

test.explore.skip('is skipped', options, () => expect.unreachable());
