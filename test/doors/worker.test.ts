/** The door "lastcall/worker": workers as the SDK has them, in the world of an environment or in that of the process. */
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestWorkflowEnvironment, workflowInterceptorModules } from '../../src/testing.ts';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type LogEntry,
  type WorkerOptions,
} from '../../src/worker.ts';
import { activities, order } from './order.ts';

const workflowsPath = fileURLToPath(new URL('order.ts', import.meta.url));
const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };

let env: TestWorkflowEnvironment;
let logged: LogEntry[];

beforeEach(async () => {
  logged = [];
  Runtime.install({ logger: new DefaultLogger('INFO', (entry) => void logged.push(entry)) });
  env = await TestWorkflowEnvironment.createTimeSkipping();
});
afterEach(async () => {
  await env.teardown();
  await Runtime.instance().shutdown();
});

const workerWith = (options: Partial<WorkerOptions> = {}): Promise<Worker> =>
  Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'orders',
    workflowsPath,
    activities,
    ...options,
  });

describe('a worker', () => {
  test('runs until a promise settles, and gives what it gives', async () => {
    const worker = await workerWith();
    expect(worker.getState()).toBe('INITIALIZED');
    expect(await worker.runUntil(env.client.workflow.execute(order, start))).toBe('shipped 7');
    expect(worker.getState()).toBe('STOPPED');
    await expect(worker.run()).rejects.toThrow('Poller was already started');
  });

  test('passes on what a function throws, when it has stopped', async () => {
    const worker = await workerWith();
    const failing = worker.runUntil(() => Promise.reject(new Error('no order')));
    await expect(failing).rejects.toThrow('no order');
    expect(worker.getState()).toBe('STOPPED');
  });

  test('does not wait for a promise that outlives it', async () => {
    const worker = await workerWith();
    const never = worker.runUntil(new Promise<never>(() => undefined));
    worker.shutdown();
    expect(worker.getState()).toBe('DRAINING');
    await expect(never).rejects.toThrow(/^Promise did not resolve within 0ms after Worker/);
  });

  test('tells its activities to stop when it is shut down, and waits for them', async () => {
    let told = '';
    const stubborn = {
      ...activities,
      charge: async (): Promise<string> => {
        const { Context } = await import('@temporalio/activity');
        await Context.current().cancelled.catch((error: Error) => (told = error.message));
        return 'charged';
      },
    };
    const worker = await workerWith({ activities: stubborn, shutdownGraceTime: '1 second' });
    const running = worker.run();
    await env.client.workflow.start(order, start);
    await env.sleep(100);
    worker.shutdown();
    await running;
    expect(told).toBe('WORKER_SHUTDOWN');
  });

  test('shuts down on the signals that ask a process to end', async () => {
    const worker = await workerWith();
    const running = worker.run();
    process.emit('SIGUSR2', 'SIGUSR2');
    await running;
    expect(worker.getState()).toBe('STOPPED');
    expect(worker.getStatus()).toEqual({ runState: 'STOPPED', numCachedWorkflows: 0 });
    expect(() => worker.shutdown()).toThrow('Not running. Current state: STOPPED');
  });

  test('needs a task queue, and a connection of lastcall', async () => {
    await expect(workerWith({ taskQueue: '' })).rejects.toThrow(
      new TypeError('Task queue name is required'),
    );
    await expect(workerWith({ connection: {} })).rejects.toThrow(
      /^A worker of lastcall needs the connection of a world/,
    );
  });

  test('takes a bundle of lastcall for what it would be made of, and no other', async () => {
    const workflowBundle = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules });
    const worker = await workerWith({ workflowBundle, workflowsPath: undefined });
    expect(await worker.runUntil(env.client.workflow.execute(order, start))).toBe('shipped 7');
    await expect(workerWith({ workflowBundle: { code: 'var x;' } })).rejects.toThrow(
      /^A bundle of workflow code cannot be run by lastcall/,
    );
  });

  test('is known by its build to the workflow tasks that it completes, and by no other', async () => {
    const modules = {
      workflowsPath: fileURLToPath(new URL('replayed/build.cjs', import.meta.url)),
    };
    const [old, new_] = ['1.0', '1.1'].map((buildId) => workerWith({ ...modules, buildId }));
    const options = { taskQueue: 'orders', workflowId: 'b' };
    const handle = await env.client.workflow.start('tellsBuild', options);
    const asked: unknown[] = [];
    await (await old)?.runUntil(async () => void asked.push(await handle.query('build')));
    await (
      await new_
    )?.runUntil(async () => {
      asked.push(await handle.query('build'));
      await handle.signal('go');
      asked.push(await handle.result(), await handle.query('build'));
    });
    expect(asked).toEqual(['1.0', '1.0', '1.1', '1.1']);
    const { searchAttributes } = await handle.describe();
    expect(searchAttributes['BuildIds']).toEqual([
      'unversioned',
      'unversioned:1.0',
      'unversioned:1.1',
    ]);
  });

  test('logs to the logger of the runtime', async () => {
    await (await workerWith()).runUntil(env.client.workflow.execute(order, start));
    const states = logged.filter(({ message }) => message === 'Worker state changed');
    expect(states.map(({ meta }) => meta?.['state'])).toEqual([
      'RUNNING',
      'STOPPING',
      'DRAINING',
      'DRAINED',
      'STOPPED',
    ]);
    expect(states[0]).toMatchObject({ level: 'INFO', meta: { taskQueue: 'orders' } });
  });
});

describe('connections', () => {
  test('find the world of an environment by its address', async () => {
    const connection = await NativeConnection.connect({ address: env.address });
    const client = new Client({ connection: await Connection.connect({ address: env.address }) });
    const worker = await workerWith({ connection });
    expect(await worker.runUntil(client.workflow.execute(order, start))).toBe('shipped 7');
    await connection.close();
  });

  test('find one world of the process where a local service would be', async () => {
    const worker = await Worker.create({ taskQueue: 'orders', workflowsPath, activities });
    const client = new Client();
    const local = new Client({ connection: Connection.lazy({ address: 'localhost:7233' }) });
    const own = { ...start, workflowId: 'order-of-the-process' };
    expect(await worker.runUntil(client.workflow.execute(order, own))).toBe('shipped 7');
    const { status } = await local.workflow.getHandle(own.workflowId).describe();
    expect(status.name).toBe('COMPLETED');
  });

  test('lead to no service elsewhere', async () => {
    await expect(NativeConnection.connect({ address: 'temporal.example:7233' })).rejects.toThrow(
      /^NativeConnection\.connect\(\) finds no world at temporal\.example:7233/,
    );
  });
});
