/** The door "lastcall/testing": environments and mock activities as the SDK has them. */
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { MockActivityEnvironment, TestWorkflowEnvironment } from '../../src/testing.ts';
import { Worker } from '../../src/worker.ts';
import { activities, order } from './order.ts';

const workflowsPath = fileURLToPath(new URL('order.ts', import.meta.url));
const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };

/** Runs a worker in an environment of its own. */
async function within<Result>(
  env: TestWorkflowEnvironment,
  use: (handle: WorkflowHandle<typeof order>) => Promise<Result>,
): Promise<Result> {
  const { nativeConnection: connection } = env;
  const worker = await Worker.create({
    connection,
    taskQueue: 'orders',
    workflowsPath,
    activities,
  });
  try {
    return await worker.runUntil(async () => use(await env.client.workflow.start(order, start)));
  } finally {
    await env.teardown();
  }
}

const statusOf = async (handle: WorkflowHandle): Promise<string> =>
  (await handle.describe()).status.name;

describe('an environment that skips time', () => {
  test('jumps to the end when a result is awaited', async () => {
    const env = await TestWorkflowEnvironment.createTimeSkipping();
    const before = await env.currentTimeMs();
    expect(await within(env, (handle) => handle.result())).toBe('shipped 7');
    expect((await env.currentTimeMs()) - before).toBeGreaterThan(86_400_000);
  });

  test('goes as far as it is told to sleep', async () => {
    const env = await TestWorkflowEnvironment.createTimeSkipping();
    const statuses = await within(env, async (handle) => {
      await env.sleep('23 hours');
      const first = await statusOf(handle);
      await env.sleep('2 hours');
      return [first, await statusOf(handle)];
    });
    expect(statuses).toEqual(['RUNNING', 'COMPLETED']);
  });

  test('jumps over a timer of the test, as its model does', async () => {
    const env = await TestWorkflowEnvironment.createTimeSkipping();
    const status = await within(env, async (handle) => {
      const result = handle.result();
      await wait(20);
      await result;
      return statusOf(handle);
    });
    expect(status).toBe('COMPLETED');
  });
});

describe('a local environment', () => {
  test('jumps as well while a test waits for nothing but a workflow', async () => {
    const env = await TestWorkflowEnvironment.createLocal();
    expect(env.supportsTimeSkipping).toBe(false);
    expect(await within(env, (handle) => handle.result())).toBe('shipped 7');
  });

  test('does not while a timer of the test is under way', async () => {
    const env = await TestWorkflowEnvironment.createLocal();
    const status = await within(env, async (handle) => {
      const result = handle.result().catch((error: Error) => error.message);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await handle.cancel();
      return [await result, await statusOf(handle)];
    });
    expect(status).toEqual(['Workflow execution cancelled', 'CANCELLED']);
  });

  test('lets time pass as it does outside', async () => {
    const env = await TestWorkflowEnvironment.createLocal();
    const before = await env.currentTimeMs();
    await wait(20);
    expect((await env.currentTimeMs()) - before).toBeGreaterThan(10);
    await env.teardown();
  });

  test('has what a server of a namespace is started with', async () => {
    await using env = await TestWorkflowEnvironment.createLocal({ server: { namespace: 'shop' } });
    expect(env.namespace).toBe('shop');
    expect(env.client.options.namespace).toBe('shop');
    expect([env.workflowClient, env.asyncCompletionClient]).toEqual([
      env.client.workflow,
      env.client.activity,
    ]);
  });
});

test('there is no server to connect to', async () => {
  await expect(TestWorkflowEnvironment.createFromExistingServer()).rejects.toThrow(
    /^lastcall connects to no server/,
  );
});

describe('a mock activity environment', () => {
  test('runs a function in a context with what is known of it', async () => {
    const mock = new MockActivityEnvironment({ attempt: 3, activityType: 'charge' });
    const seen = await mock.run(async (text: string) => {
      const { info } = Context.current();
      return [text, info.attempt, info.activityType, Context.current() === mock.context];
    }, 'a');
    expect(seen).toEqual(['a', 3, 'charge', true]);
  });

  test('emits heartbeats, and tells of a cancellation', async () => {
    const mock = new MockActivityEnvironment();
    const beats: unknown[] = [];
    mock.on('heartbeat', (details) => {
      beats.push(details);
      mock.cancel('TIMED_OUT');
    });
    await expect(mock.run(activities.charge, '7')).rejects.toThrow('TIMED_OUT');
    expect(beats).toEqual([0]);
  });

  test('applies interceptors, the first one outermost', async () => {
    const named = (name: string) => () => ({
      inbound: {
        execute: async (input: never, next: (input: never) => Promise<unknown>) =>
          `${name}(${String(await next(input))})`,
      },
    });
    const interceptors = [named('a'), named('b')];
    const mock = new MockActivityEnvironment({}, { interceptors });
    expect(await mock.run(async () => 'done')).toBe('a(b(done))');
  });
});
