/** Activities that take their timers from wherever they can: all of them run on the virtual clock. */
import { setTimeout as copied } from 'node:timers';
import { setTimeout as wait } from 'timers/promises';
import * as workflow from '@temporalio/workflow';
import { expect, test } from '../../../src/vitest.ts';

const activities = {
  byGlobal: () => new Promise<number>((resolve) => setTimeout(() => resolve(Date.now()), 60_000)),
  byCopy: () => new Promise<number>((resolve) => copied(() => resolve(Date.now()), 60_000)),
  byPromise: async () => {
    await wait(60_000);
    return Date.now();
  },
};

const proxies = workflow.proxyActivities<typeof activities>({ startToCloseTimeout: '5 minutes' });

async function waits(by: keyof typeof activities): Promise<number> {
  await workflow.sleep('1 minute');
  return (await proxies[by]()) - workflow.workflowInfo().startTime.getTime();
}

const options = { workflows: { waits }, activities };

test.each(['byGlobal', 'byCopy', 'byPromise'] as const)(
  'an activity waits %s in virtual time',
  options,
  async (by, { client, world }) => {
    const start = { taskQueue: 'q', workflowId: by, args: [by] as [typeof by] };
    const handle = await client.workflow.start(waits, start);
    await world.settle();
    expect(handle).toBeCompleted(120_000);
  },
);

test('a cancellation scope keeps its context', options, async ({ client, world }) => {
  const start = { taskQueue: 'q', workflowId: 'w', args: ['byGlobal'] as ['byGlobal'] };
  const handle = await client.workflow.start(waits, start);
  await world.sleep('90 seconds');
  await handle.cancel();
  await world.settle();
  expect(handle).toBeCancelled();
});
