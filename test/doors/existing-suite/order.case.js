/** A suite as the documentation of Temporal has it: it knows nothing of lastcall. */
import { fileURLToPath } from 'node:url';
import { Client, WorkflowFailedError } from '@temporalio/client';
import { MockActivityEnvironment, TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { activities, order } from '../order.ts';

const workflowsPath = fileURLToPath(new URL('../order.ts', import.meta.url));
let env;

beforeAll(async () => {
  env = await TestWorkflowEnvironment.createTimeSkipping();
});
afterAll(async () => {
  await env?.teardown();
});

const makeWorker = () =>
  Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'orders',
    workflowsPath,
    activities,
  });

test('an order is shipped after a day', async () => {
  const worker = await makeWorker();
  const before = await env.currentTimeMs();
  const options = { taskQueue: 'orders', workflowId: 'order-1', args: ['1'] };
  const result = await worker.runUntil(env.client.workflow.execute(order, options));
  expect(result).toBe('shipped 1');
  expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(86_400_000);
});

test('an order that is cancelled is refunded', async () => {
  const worker = await makeWorker();
  await worker.runUntil(async () => {
    const client = new Client({ connection: env.connection });
    const options = { taskQueue: 'orders', workflowId: 'order-2', args: ['2'] };
    const handle = await client.workflow.start(order, options);
    await env.sleep('2 hours');
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    const { events } = await handle.fetchHistory();
    const scheduled = events.flatMap(
      (event) => event.activityTaskScheduledEventAttributes?.activityType.name ?? [],
    );
    expect(scheduled).toEqual(['charge', 'refund']);
  });
});

test('an activity heartbeats', async () => {
  const mock = new MockActivityEnvironment();
  const beats = [];
  mock.on('heartbeat', (details) => beats.push(details));
  expect(await mock.run(activities.refund, '3')).toBe('refunded 3');
  setTimeout(() => mock.cancel(), 50);
  await expect(mock.run(activities.charge, '3')).rejects.toThrow('CANCELLED');
  expect(beats).toEqual([0]);
});
