/** Rejections that nothing handles: those of workflow code fail its task, those of other code go their way. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ApplicationFailure,
  CancellationScope,
  defineQuery,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import {
  activate,
  completed,
  failureOf,
  fired,
  hostOf,
  initialize,
  query,
  turn,
  types,
} from './driven-workflows.ts';

const { charge } = proxyActivities<{ charge(): Promise<string> }>({ startToCloseTimeout: 1000 });

/** What listeners of the process hear, in place of those that the test runner has set. */
let heard: unknown[] = [];
let runnersListeners: NodeJS.UnhandledRejectionListener[] = [];
const listener = (reason: unknown): void => void heard.push(reason);

let host: WorkflowHost;
beforeEach(() => {
  heard = [];
  runnersListeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
});
afterEach(() => {
  host.close();
  process.removeAllListeners('unhandledRejection');
  for (const runners of runnersListeners) process.on('unhandledRejection', runners);
});

describe('an unhandled rejection in workflow code', () => {
  test('fails the activation, and no listener of the process hears of it', async () => {
    host = hostOf({
      main: async () => {
        void Promise.reject(ApplicationFailure.nonRetryable('nobody waits', 'Lost'));
        await sleep(1000);
      },
    });
    expect(failureOf(await activate(host, [initialize('main')]))).toMatchObject({
      message: 'Unhandled Promise rejection: ApplicationFailure: nobody waits',
      source: 'TypeScriptSDK',
      cause: { message: 'nobody waits', applicationFailureInfo: { type: 'Lost' } },
    });
    expect(heard).toEqual([]);
  });

  test('is what a detached scope leaves behind when it is cancelled', async () => {
    host = hostOf({
      main: async () => {
        const scope = new CancellationScope();
        void scope.run(() => sleep(1000));
        scope.cancel();
        await sleep(2000);
      },
    });
    expect(failureOf(await activate(host, [initialize('main')])).message).toBe(
      'Unhandled Promise rejection: CancelledFailure: Cancellation scope cancelled',
    );
  });

  test('is what an activity leaves behind that fails before it is awaited', async () => {
    host = hostOf({
      main: async () => {
        const pending = charge();
        await sleep(1000);
        await pending;
      },
    });
    await activate(host, [initialize('main')]);
    const failed = {
      type: 'resolveActivity',
      seq: 1,
      isLocal: false,
      result: { status: 'failed', failure: { message: 'card refused' } },
    } as const;
    expect((await activate(host, [failed])).status).toBe('failed');
    expect(heard).toEqual([]);
  });

  test('fails the next activation where it comes up in a query', async () => {
    host = hostOf({
      main: async () => {
        setHandler(defineQuery<number>('peek'), () => {
          void Promise.reject(new Error('a query must not do that'));
          return 1;
        });
        await sleep(1000);
      },
    });
    await activate(host, [initialize('main')]);
    expect(await types(host, [query('peek')])).toEqual(['respondToQuery']);
    expect(failureOf(await activate(host, [fired(1)])).message).toBe(
      'Unhandled Promise rejection: Error: a query must not do that',
    );
    expect(heard).toEqual([]);
  });

  test('that is handled in time is none', async () => {
    host = hostOf({
      main: async () => {
        const rejected = Promise.reject(new Error('handled later'));
        for (let n = 0; n < 50; n++) await Promise.resolve();
        await rejected.catch(() => undefined);
      },
    });
    expect(await types(host, [initialize('main')])).toEqual(['completeWorkflowExecution']);
  });
});

describe('a rejection that comes late', () => {
  /** Workflow code that waits for something of the outside, and rejects when that is there. */
  const goesOn = async (outside: Promise<void>): Promise<void> => {
    await outside;
    throw new Error('of the outside');
  };

  test('fails the next activation where the run is still in the cache', async () => {
    let comeBack = (): void => undefined;
    host = hostOf({
      main: async () => {
        void goesOn(new Promise((resolve) => (comeBack = resolve)));
        await sleep(1000);
      },
    });
    await activate(host, [initialize('main')]);
    comeBack();
    await turn();
    const failure = failureOf(await activate(host, [fired(1)]));
    expect(failure.message).toBe('Unhandled Promise rejection: Error: of the outside');
    expect(heard).toEqual([]);
  });

  test('is told to the host’s owner where the run has left the cache', async () => {
    const late: string[] = [];
    let comeBack = (): void => undefined;
    host = hostOf(
      {
        main: async () => {
          void goesOn(new Promise((resolve) => (comeBack = resolve)));
          await sleep(1000);
        },
      },
      { onLateRejection: (error, runId) => late.push(`${runId}: ${error.message}`) },
    );
    await activate(host, [initialize('main')]);
    host.evict('run-34');
    comeBack();
    await turn();
    expect(late).toEqual(['run-34: Unhandled Promise rejection: Error: of the outside']);
    expect(heard).toEqual([]);
  });
});

test('rejections of other code reach the listeners of the process, also while a workflow runs', async () => {
  const mine = new Error('of the test');
  host = hostOf({ main: async () => charge() });
  const activated = activate(host, [initialize('main')]);
  void Promise.reject(mine);
  expect((await activated).status).toBe('successful');
  expect(heard).toEqual([mine]);
  expect(await types(host, [completed(1)])).toEqual(['completeWorkflowExecution']);
});
