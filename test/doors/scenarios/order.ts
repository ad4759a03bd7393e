/** A scenario for the command line in which all laws hold. */
import type { Scenario, ExploreOptions } from '../../../src/index.ts';
import { activities, order, workflows } from '../order.ts';

/** One deviation is enough to see what is to be seen. */
export const options: ExploreOptions = { workflows, activities, taskQueue: 'orders' };

/** Orders, and waits until nothing is left to happen. */
export const scenario: Scenario<void> = async ({ client, world }) => {
  const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };
  await client.workflow.start(order, start);
  await world.settle();
};
