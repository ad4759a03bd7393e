/** A small order, for the tests of the doors: it is charged, shipped after a while, and refunded if it is interrupted before. */
import { ApplicationFailure, heartbeat, sleep as pause } from '@temporalio/activity';
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';

/** The activities of orders. */
export const activities = {
  async charge(order: string): Promise<string> {
    if (order === 'unpaid') throw ApplicationFailure.nonRetryable('no money');
    for (let second = 0; second < 3; second++) {
      heartbeat(second);
      await pause(1000);
    }
    return `charged ${order}`;
  },
  async refund(order: string): Promise<string> {
    return `refunded ${order}`;
  },
};

const { charge } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '5 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
const { refund } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

/** Charges, waits, and refunds what was charged if it is cancelled meanwhile. */
export async function order(id: string): Promise<string> {
  await charge(id);
  try {
    await sleep('1 day');
  } catch (error) {
    await CancellationScope.nonCancellable(() => refund(id));
    throw error;
  }
  return `shipped ${id}`;
}

/** The workflows of orders. */
export const workflows: { readonly order: typeof order } = { order };
