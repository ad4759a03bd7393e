/** An order is refunded whenever its cancellation lands. */
import { beforeEach, expect, test } from 'lastcall/vitest';
import { createActivities } from './activities.ts';
import { Shop } from './shop.ts';
import * as workflows from './workflows.ts';

const { order, carelessOrder, shipped } = workflows;

const shop = new Shop();
const options = { workflows, activities: createActivities(shop), taskQueue: 'orders' };
const start = {
  taskQueue: 'orders',
  workflowId: 'order-42',
  args: ['42', 999] as [string, number],
};

beforeEach(() => shop.reset());

test('an order that is shipped keeps the money', options, async ({ client, world }) => {
  const handle = await client.workflow.start(order, start);
  await world.sleep('3 days');
  await handle.signal(shipped);
  expect(await handle.result()).toBe('sold');
  expect(shop.paid.get('42')).toBe(999);
});

test('an order that is never shipped gives it back', options, async ({ client, world }) => {
  const handle = await client.workflow.start(order, start);
  await world.settle();
  expect(handle).toHaveFailed('never shipped');
  expect(shop.paid.size + shop.reserved.size).toBe(0);
});

test('an order that is cancelled while it is paid', options, async ({ client, world }) => {
  const handle = await client.workflow.start(order, start);
  await world.until('activity:charge#1 started');
  await handle.cancel();
  await world.settle();
  expect(handle).toBeCancelled();
  expect(handle).toHaveEvents([
    'WorkflowExecutionCancelRequested',
    'ActivityTaskCompleted',
    { type: 'ActivityTaskScheduled', attributes: { activityType: { name: 'refund' } } },
    'WorkflowExecutionCanceled',
  ]);
  expect(world.activity('refund')).toHaveRunOnce();
});

// Every moment at which a cancellation may land, a worker may die, or a run may leave its cache. With `deviations: 2` these are
// tried in pairs as well: some 1 800 stories, which take a while longer.
test.explore(
  'keeps money and stock only for what it sold',
  {
    ...options,
    place: ['cancel'],
    faults: ['workerCrash', 'eviction'],
    beforeEach: () => shop.reset(),
  },
  async ({ client, world }) => {
    const handle = await client.workflow.start(order, start);
    await world.settle();
    const { status } = await handle.describe();
    const sold = status.name === 'COMPLETED';
    expect([shop.paid.has('42'), shop.reserved.has('42')]).toEqual([sold, sold]);
  },
);

// `fails` says that this exploration must find something: it shows what the mistake comes to.
test.explore.fails(
  'finds the mistake in the careless order',
  { ...options, beforeEach: () => shop.reset() },
  async ({ client, world }) => {
    await client.workflow.start(carelessOrder, start);
    await world.settle();
  },
);
