/** What workflow code gets for the time, for random numbers and for timers. */
import { afterEach, describe, expect, test } from 'vitest';
import { CancellationScope, sleep, uuid4 } from '@temporalio/workflow';
import { installAmbientGlobals } from '../../src/host/ambient-globals.ts';
import type { WorkflowHost } from '../../src/host/port.ts';
import { runningWorkflow } from '../../src/host/realm.ts';
import type { WorkflowGlobals } from '../../src/host/realm.ts';
import {
  CANCEL,
  START,
  activate,
  commands,
  fired,
  hostOf,
  initialize,
  resultIn,
  types,
} from './driven-workflows.ts';

let host: WorkflowHost;
afterEach(() => host.close());

/** The globals of the workflow that asks. */
function globals(): WorkflowGlobals {
  const running = runningWorkflow();
  if (running === undefined) throw new Error('no workflow runs');
  return running;
}

describe('a run', () => {
  test('is the one that its own code finds running, and nobody finds it outside of an activation', async () => {
    const found: (string | undefined)[] = [];
    host = hostOf({
      main: async () => {
        found.push(runningWorkflow()?.runId);
        await Promise.resolve();
        found.push(runningWorkflow()?.runId);
      },
    });
    await activate(host, [initialize('main')]);
    found.push(runningWorkflow()?.runId);
    expect(found).toEqual(['run-34', 'run-34', undefined]);
  });

  test('is hidden from other code whose microtasks run in the same drain', async () => {
    const found: (string | undefined)[] = [];
    let goOn = (): void => undefined;
    const bystander = new Promise<void>((resolve) => (goOn = resolve)).then(() => {
      found.push(runningWorkflow()?.runId);
    });
    host = hostOf({
      main: async () => {
        goOn();
        await Promise.resolve();
        found.push(runningWorkflow()?.runId);
      },
    });
    await activate(host, [initialize('main')]);
    await bystander;
    expect(found).toEqual([undefined, 'run-34']);
  });

  test('has the time of its activation, which stands still within it', async () => {
    host = hostOf({
      main: async () => {
        const times = [globals().now()];
        await Promise.resolve();
        times.push(globals().now());
        await sleep(1000);
        return [...times, globals().now()];
      },
    });
    await activate(host, [initialize('main')]);
    const list = await commands(host, [fired(1)], { timestamp: START + 1000 });
    expect(resultIn(list)).toEqual([START, START, START + 1000]);
  });

  test('draws the numbers that Core’s seed for its run id gives', async () => {
    host = hostOf({ main: async () => [globals().random(), uuid4()] });
    expect(resultIn(await commands(host, [initialize('main')]))).toEqual([
      0.7882991975639015,
      '4b00ddf1-c76e-4c92-9879-bbad888d9dcc',
    ]);
  });

  test('draws other numbers after a reset', async () => {
    const other = async (): Promise<unknown> => {
      host = hostOf({ main: async () => [globals().random(), globals().random()] });
      const init = initialize('main', [], { randomnessSeedRunId: 'run-35' });
      return resultIn(await commands(host, [init]));
    };
    const expected = await other();
    host.close();
    host = hostOf({
      main: async () => {
        await sleep(1000);
        return [globals().random(), globals().random()];
      },
    });
    await activate(host, [initialize('main')]);
    const reset = { type: 'updateRandomSeed', randomnessSeedRunId: 'run-35' } as const;
    expect(resultIn(await commands(host, [reset, fired(1)]))).toEqual(expected);
  });
});

describe('setTimeout', () => {
  test('is a durable timer, and calls back with its arguments when that fires', async () => {
    const called: unknown[] = [];
    host = hostOf({
      main: async () => {
        const handle = globals().setTimeout((...args) => called.push(args), 500, 'a', 2);
        await sleep(1000);
        return handle;
      },
    });
    expect(await commands(host, [initialize('main')])).toEqual([
      { type: 'startTimer', seq: 1, startToFireTimeout: 500 },
      { type: 'startTimer', seq: 2, startToFireTimeout: 1000 },
    ]);
    await activate(host, [fired(1)]);
    expect(called).toEqual([['a', 2]]);
    expect(resultIn(await commands(host, [fired(2)]))).toBe(1);
  });

  test('takes a millisecond at least', async () => {
    host = hostOf({ main: async () => void globals().setTimeout(() => undefined, -5) });
    expect(await commands(host, [initialize('main')])).toMatchObject([
      { type: 'startTimer', startToFireTimeout: 1 },
      {},
    ]);
  });

  test('is cancelled by clearTimeout', async () => {
    const called: unknown[] = [];
    host = hostOf({
      main: async () => {
        const handle = globals().setTimeout(() => called.push('called'), 500);
        await sleep(100);
        globals().clearTimeout(handle);
        await sleep(100);
      },
    });
    await activate(host, [initialize('main')]);
    expect(await types(host, [fired(2)])).toEqual(['startTimer', 'cancelTimer']);
    await activate(host, [fired(1)]);
    expect(called).toEqual([]);
  });

  test('never calls back when the scope that it was called in is cancelled', async () => {
    const called: unknown[] = [];
    host = hostOf({
      main: async () => {
        globals().setTimeout(() => called.push('called'), 500);
        await CancellationScope.nonCancellable(() => sleep(1000));
      },
    });
    await activate(host, [initialize('main')]);
    expect(await types(host, [CANCEL])).toEqual(['cancelTimer']);
    expect(called).toEqual([]);
  });

  test('fails the workflow task where its callback throws', async () => {
    host = hostOf({
      main: async () => {
        globals().setTimeout(() => {
          throw new Error('callback broke');
        }, 500);
        await sleep(1000);
      },
    });
    await activate(host, [initialize('main')]);
    expect(await activate(host, [fired(1)])).toMatchObject({
      status: 'failed',
      failure: { message: 'Unhandled Promise rejection: Error: callback broke' },
    });
  });

  test('in the replay of an old history has no scope, and clearing it uses up a number', async () => {
    host = hostOf({
      main: async () => {
        const handle = globals().setTimeout(() => undefined, 500);
        globals().clearTimeout(handle);
        globals().setTimeout(() => undefined, 700);
        await sleep(1000);
      },
    });
    expect(await commands(host, [initialize('main')], { isReplaying: true })).toEqual([
      { type: 'startTimer', seq: 1, startToFireTimeout: 500 },
      { type: 'cancelTimer', seq: 1 },
      { type: 'startTimer', seq: 3, startToFireTimeout: 700 },
      { type: 'startTimer', seq: 4, startToFireTimeout: 1000 },
    ]);
  });
});

test('workflow code has the AsyncLocalStorage of a worker’s sandbox, and other code has none', async () => {
  const uninstall = installAmbientGlobals();
  type Storage = new () => { run<R>(store: unknown, fn: () => R): R; getStore(): unknown };
  const storage = (): Storage | undefined =>
    (globalThis as { AsyncLocalStorage?: Storage }).AsyncLocalStorage;
  const stores: unknown[] = [];
  host = hostOf({
    main: async () => {
      const own = new (storage() as Storage)();
      await own.run('mine', async () => {
        await Promise.resolve();
        stores.push(own.getStore());
      });
      stores.push(own.getStore());
    },
  });
  await activate(host, [initialize('main')]);
  expect([stores, storage()]).toEqual([['mine', undefined], undefined]);
  uninstall();
});
