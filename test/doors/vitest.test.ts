/** The matchers of the door "lastcall/vitest", and what they say when they fail. */
import { WorkflowFailedError } from '@temporalio/client';
import { simulate } from '../../src/index.ts';
import { describe, expect, test } from '../../src/vitest.ts';
import { activities, order, workflows } from './order.ts';

const options = { workflows, activities, taskQueue: 'orders' };
const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };

/** The message with which an expectation fails. */
function messageOf(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  return 'it held';
}

test('a test that names workflows runs in a world', options, async ({ client, world }) => {
  const handle = await client.workflow.start(order, start);
  await world.sleep('2 hours');
  await handle.cancel();
  await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
  expect(handle).toBeCancelled();
  expect(handle).not.toBeTerminated();
  expect(world.activity('refund')).toHaveRunOnce();
});

describe('how a workflow has ended', () => {
  test('is asked of its handle', options, async ({ client, world }) => {
    const handle = await client.workflow.start(order, start);
    await world.settle();
    expect(handle).toBeCompleted();
    expect(handle).toBeCompleted('shipped 7');
    expect(handle).toBeCompleted(expect.stringContaining('shipped'));
    expect(messageOf(() => expect(handle).toBeCompleted('lost'))).toMatch(
      /^expected order-7 to complete with "lost", but order-7 completed with "shipped 7"/,
    );
    expect(messageOf(() => expect(handle).toBeCancelled())).toBe(
      'expected order-7 to be cancelled, but order-7 completed with "shipped 7"',
    );
    expect(messageOf(() => expect(handle).not.toBeCompleted())).toBe(
      'expected order-7 not to complete, but order-7 completed with "shipped 7"',
    );
  });

  test('says of a workflow that is open what it waits for', options, async ({ client, world }) => {
    const handle = await client.workflow.start(order, start);
    await world.until('activity:charge#1 completed');
    await world.sleep('1 hour');
    expect(messageOf(() => expect(handle).toBeCancelled())).toBe(
      'expected order-7 to be cancelled, but order-7 is still running: it waits for timer 1\n' +
        'Await handle.result(), or world.settle(), before asking.',
    );
  });

  test('knows the reason of a termination', options, async ({ client, world }) => {
    const handle = await client.workflow.start(order, start);
    await world.sleep(1);
    await handle.terminate('enough');
    expect(handle).toBeTerminated();
    expect(handle).toBeTerminated('enough');
    expect(messageOf(() => expect(handle).toBeTerminated('too much'))).toBe(
      "expected order-7 to be terminated for the reason 'too much', but order-7 was terminated (enough)",
    );
  });

  test('knows the messages of a failure', options, async ({ client, world }) => {
    const args = ['unpaid'] as [string];
    const handle = await client.workflow.start(order, { ...start, args });
    await world.settle();
    expect(handle).toHaveFailed();
    expect(handle).toHaveFailed('no money');
    expect(handle).toHaveFailed(/^Activity task failed: no money$/);
    expect(messageOf(() => expect(handle).toHaveFailed('no time'))).toBe(
      'expected order-7 to fail with no time, but order-7 failed: Activity task failed: no money',
    );
  });

  test('knows a timeout', options, async ({ client, world }) => {
    const handle = await client.workflow.start(order, { ...start, workflowRunTimeout: '1 hour' });
    await world.settle();
    expect(handle).toHaveTimedOut();
    expect(handle).not.toHaveFailed();
  });

  test('is asked of an execution that is left behind', async () => {
    const run = await simulate(options, async ({ client }) =>
      client.workflow.execute(order, start),
    );
    const [execution] = run.executions;
    expect(execution).toBeCompleted('shipped 7');
  });

  test('is asked of nothing else', () => {
    const wrong = 'order-7' as never as { status: 'RUNNING'; events: [] };
    expect(() => expect(wrong).toBeCancelled()).toThrow(
      'toBeCancelled() is asked about the handle of a workflow, or an execution (of run.executions), and this is order-7.',
    );
  });
});

describe('a history', () => {
  test('has events in an order, with others between them', options, async ({ client, world }) => {
    const handle = await client.workflow.start(order, start);
    await world.sleep('2 hours');
    await handle.cancel();
    await world.settle();
    const refunded = {
      type: 'ActivityTaskScheduled',
      attributes: { activityType: { name: 'refund' } },
    } as const;
    const events = world.history('order-7');
    for (const subject of [events, handle]) {
      expect(subject).toHaveEvents([
        'WorkflowExecutionCancelRequested',
        refunded,
        'WorkflowExecutionCanceled',
      ]);
    }
    expect(events).not.toHaveEvents([refunded, 'WorkflowExecutionCancelRequested']);
    const message = messageOf(() =>
      expect(events).toHaveEvents(['TimerStarted', 'TimerFired', 'WorkflowExecutionCanceled']),
    );
    expect(message).toMatch(
      /^expected the history to have TimerFired after event 11, and it has not\n\n/,
    );
    expect(message).toMatch(/^✓ 11 {8}\+3\.000 TimerStarted 1 d$/m);
    expect(message).toMatch(/^ {2}12 \+02:00:00\.000 WorkflowExecutionCancelRequested$/m);
  });

  test('satisfies the laws of the service, or not', options, async ({ client, world }) => {
    await client.workflow.execute(order, start);
    const events = world.history('order-7');
    expect(events).toSatisfyLaws();
    const closedTwice = [...events, ...events.slice(-1)];
    expect(messageOf(() => expect(closedTwice).toSatisfyLaws())).toMatch(/^Broken law /);
  });
});

describe('the activities of a type', () => {
  test('can be waited for, attempt by attempt', options, async ({ client, world }) => {
    const handle = await client.workflow.start(order, start);
    await world.until('activity:charge#1 started');
    expect(world.activity('charge')).toHaveRunOnce();
    await world.crashWorker();
    await world.until('activity:charge#1 started (2)');
    expect(world.activity('charge').attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
    await handle.terminate();
  });

  test('are counted by their attempts', options, async ({ client, world }) => {
    await client.workflow.execute(order, start);
    expect(world.activity('charge')).toHaveRun(1);
    expect(world.activity('refund')).toHaveRun(0);
    expect(messageOf(() => expect(world.activity('charge')).toHaveRun(2))).toBe(
      'expected the activity charge to run 2 times, and it ran once\n' +
        '  2026-01-01T00:00:00.000Z activity:charge#1, attempt 1, for order-7',
    );
  });

  test('must be known to a worker', options, ({ world }) => {
    expect(() => world.activity('refnd')).toThrow(
      "The option type of activity() cannot be 'refnd': it must be one that a worker has (charge, refund).",
    );
  });
});
