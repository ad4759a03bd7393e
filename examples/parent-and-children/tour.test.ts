/** A tour that is cancelled, or of which one stop is, leaves nothing booked. */
import { beforeEach, expect, test } from 'lastcall/vitest';
import { createActivities } from './activities.ts';
import * as workflows from './workflows.ts';

const { tour } = workflows;

const booked = new Set<string>();
const options = { workflows, activities: createActivities(booked), taskQueue: 'tours' };
const start = { taskQueue: 'tours', workflowId: 'tour', args: [['Oslo', 'Rome']] as [string[]] };

beforeEach(() => booked.clear());

test('a tour books all its stops', options, async ({ client, world }) => {
  const handle = await client.workflow.start(tour, start);
  await world.settle();
  expect(handle).toBeCompleted();
  expect([...booked]).toEqual(['Oslo', 'Rome']);
});

test('a tour whose one stop is cancelled takes the other along', options, async (context) => {
  const { client, world } = context;
  const handle = await client.workflow.start(tour, start);
  await world.sleep('30 minutes');
  await client.workflow.getHandle('tour/Oslo').cancel();
  await world.settle();
  expect(handle).toHaveFailed('Child Workflow execution cancelled');
  expect(client.workflow.getHandle('tour/Rome')).toBeCancelled();
  expect([...booked]).toEqual([]);
});

test.explore(
  'nothing stays booked of a tour that does not take place',
  {
    ...options,
    place: ['cancel', 'childCancel'],
    deviations: 1,
    beforeEach: () => booked.clear(),
  },
  async ({ client, world }) => {
    const handle = await client.workflow.start(tour, start);
    await world.settle();
    const { status } = await handle.describe();
    expect([...booked]).toEqual(status.name === 'COMPLETED' ? ['Oslo', 'Rome'] : []);
  },
);
