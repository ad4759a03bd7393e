/** Tests of which only some are meant; `vitest-project.test.ts` knows which. */
import { expect, test } from '../../../src/vitest.ts';
import { activities, order, workflows } from '../order.ts';

const options = { workflows, activities, taskQueue: 'orders' };
const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };

const { only, explore } = test;

test('not this one', options, () => expect.unreachable());
only('only this one', options, async ({ client }) => {
  expect(await client.workflow.execute(order, start)).toBe('shipped 7');
});
explore('nor this exploration', options, () => expect.unreachable());
explore.only('and only this exploration', options, async ({ client }) => {
  await client.workflow.execute(order, start);
});
