/** A schedule survives harmless edits of the workflow that it was found with, and says so where it does not fit any more. */
import { sleep as pause } from '@temporalio/activity';
import { isCancellation, log, proxyActivities, sleep } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { explore, replay, type ExploreOptions, type Scenario } from '../../src/index.ts';

const activities = {
  async charge(order: string): Promise<string> {
    await pause(2000);
    return `charged ${order}`;
  },
  async ship(order: string): Promise<string> {
    await pause(1000);
    return `shipped ${order}`;
  },
  async refund(order: string): Promise<string> {
    return `refunded ${order}`;
  },
  async audit(what: string): Promise<string> {
    await pause(10);
    return `noted ${what}`;
  },
};

const { charge, refund, audit } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
const { ship } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  cancellationType: 'TRY_CANCEL',
});

/** It can be cancelled while it is being shipped. */
async function original(order: string): Promise<string> {
  const receipt = await charge(order);
  await ship(order);
  return receipt;
}

const edits: Readonly<Record<string, (order: string) => Promise<string>>> = {
  async 'a renamed local'(id) {
    const paid = await charge(id);
    await ship(id);
    return paid;
  },
  async 'a new log line'(order) {
    log.info('an order', { order });
    const receipt = await charge(order);
    log.info('it is paid', { receipt });
    await ship(order);
    return receipt;
  },
  async 'an unrelated extra activity before'(order) {
    await audit('an order');
    const receipt = await charge(order);
    await ship(order);
    return receipt;
  },
  async 'an unrelated extra activity beside'(order) {
    const [receipt] = await Promise.all([charge(order), audit('an order')]);
    await ship(order);
    return receipt;
  },
  async 'an unrelated extra activity after'(order) {
    const receipt = await charge(order);
    await ship(order);
    await audit(receipt);
    return receipt;
  },
  async 'a timer before'(order) {
    await sleep('1 minute');
    const receipt = await charge(order);
    await ship(order);
    return receipt;
  },
  async 'a part of it in a function of its own'(order) {
    const pay = async (): Promise<string> => charge(order);
    const receipt = await pay();
    await ship(order);
    return receipt;
  },
  async 'a branch that is not taken'(order) {
    if (order === '') await refund(order);
    const receipt = await charge(order);
    await ship(order);
    return receipt;
  },
  async 'a catch that lets everything through'(order) {
    try {
      const receipt = await charge(order);
      await ship(order);
      return receipt;
    } catch (error) {
      if (isCancellation(error)) throw error;
      throw error;
    }
  },
};

/** Whatever is shipped is not cancelled: broken by a cancellation that comes while it is being shipped. */
const explored = (
  order: (id: string) => Promise<string>,
): [options: ExploreOptions, scenario: Scenario<void>] => [
  { workflows: { order }, activities, laws: { 'no-late-effects': 'off' } },
  async ({ client, world }) => {
    await client.workflow.start('order', { taskQueue: 'q', workflowId: 'order-7', args: ['7'] });
    await world.settle();
    const [execution] = world.executions;
    const shipped = execution?.events.some(
      ({ type, attributes }) =>
        type === 'ActivityTaskScheduled' &&
        (attributes as { activityType: { name: string } }).activityType.name === 'ship',
    );
    expect(execution?.status === 'CANCELED' && shipped).toBe(false);
  },
];

describe('a schedule', async () => {
  const { counterexample } = await explore(...explored(original));
  const literal = counterexample?.text ?? '';

  test('was found in the middle of a run, and is told by what happens once', () => {
    expect(literal).toBe(
      'before workflow:order-7 task completed (after activity:charge#1 completed) -> cancel order-7',
    );
  });

  test.each(Object.entries(edits))('survives %s', async (_edit, order) => {
    const again = await replay(...explored(order), literal);
    expect(again.unapplied).toEqual([]);
    expect(again.violation).toMatchObject({ law: 'scenario' });
    expect(again.run?.schedule).toEqual([literal]);
  });

  test('applies at the same moment where that has become harmless', async () => {
    const between = async (order: string): Promise<string> => {
      const receipt = await charge(order);
      await audit(receipt);
      await ship(order);
      return receipt;
    };
    const again = await replay(...explored(between), literal);
    expect([again.status, again.unapplied]).toEqual(['holds', []]);
    expect(again.run?.history('order-7').map(({ type }) => type)).toContain(
      'WorkflowExecutionCanceled',
    );
  });

  test('says where it does not fit any more, and what there is instead', async () => {
    const withoutCharge = async (order: string): Promise<string> => ship(order);
    const gone = await replay(...explored(withoutCharge), literal);
    expect(gone.status).toBe('unfitting');
    expect(gone.message).toContain(
      "no step 'activity:charge#1 completed' was taken. The nearest names: 'activity:ship#1 completed'",
    );
    const thrice = literal.replace('charge#1', 'charge#3');
    const never = await replay(...explored(original), thrice);
    expect(never.message).toContain("no step 'activity:charge#3 completed' was taken.");
  });

  test('may number what comes again', async () => {
    const numbered = 'before workflow:order-7 task completed (2) -> cancel order-7';
    const again = await replay(...explored(original), numbered);
    expect(again.violation).toMatchObject({ law: 'scenario' });
  });
});
