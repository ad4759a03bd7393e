/** An order: stock is reserved, money is taken, and then it waits to be shipped. What was done is undone if it fails or is cancelled. */
import {
  type SignalDefinition,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { OrderActivities } from './activities.ts';

const { reserve, release, charge, refund } = proxyActivities<OrderActivities>({
  startToCloseTimeout: '1 minute',
  // Whether money was taken must be known before it can be given back.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** The parcel has left. */
export const shipped: SignalDefinition = defineSignal('shipped');

/** Sells something. */
export async function order(id: string, cents: number): Promise<string> {
  let hasLeft = false;
  setHandler(shipped, () => void (hasLeft = true));
  const undo: (() => Promise<void>)[] = [];
  try {
    undo.unshift(() => release(id));
    await reserve(id);
    undo.unshift(() => refund(id));
    await charge(id, cents);
    if (!(await condition(() => hasLeft, '7 days')))
      throw ApplicationFailure.nonRetryable('never shipped');
    return 'sold';
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      for (const step of undo) await step();
    });
    throw error;
  }
}

/** The same with a mistake that is easily made: when the order is cancelled, its refund is asked for in a scope that is cancelled too. */
export async function carelessOrder(id: string, cents: number): Promise<string> {
  await charge(id, cents);
  try {
    await condition(() => false, '7 days');
  } finally {
    await refund(id);
  }
  return 'sold';
}
