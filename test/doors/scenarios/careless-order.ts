/** A scenario for the command line in which a law is broken: it is a default export, of both parts together. */
import { CancellationScope, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { ExploreOptions, Scenario } from '../../../src/index.ts';
import { activities } from '../order.ts';

const { charge, refund } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '5 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Refunds in a scope that is dead by then. */
async function carelessOrder(id: string): Promise<void> {
  try {
    await CancellationScope.cancellable(() => charge(id));
    await sleep('1 day');
  } catch (error) {
    if (isCancellation(error)) await refund(id);
    throw error;
  }
}

const program: { readonly options: ExploreOptions; readonly scenario: Scenario<void> } = {
  options: { workflows: { carelessOrder }, activities, taskQueue: 'orders' },
  scenario: async ({ client, world }) => {
    const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };
    await client.workflow.start(carelessOrder, start);
    await world.settle();
  },
};

export { program as default };
