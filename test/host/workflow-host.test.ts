/** Several runs and several hosts in one realm: each has its own state, and none disturbs another. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  AsyncLocalStorage,
  CancellationScope,
  condition,
  defineSignal,
  getRandomStream,
  inWorkflowContext,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import { enterWorkflow, leaveWorkflow } from '../../src/host/realm.ts';
import {
  CANCEL,
  activate,
  commands,
  completed,
  failureOf,
  fired,
  hostOf,
  initialize,
  resultIn,
  signal,
  types,
} from './driven-workflows.ts';

const { charge } = proxyActivities<{ charge(amount: number): Promise<string> }>({
  startToCloseTimeout: 1000,
});
const approve = defineSignal<[string]>('approve');

const hosts: WorkflowHost[] = [];
function host(...args: Parameters<typeof hostOf>): WorkflowHost {
  const made = hostOf(...args);
  hosts.push(made);
  return made;
}
afterEach(() => {
  for (const made of hosts.splice(0)) made.close();
});

describe('two runs', () => {
  async function main(name: string): Promise<string> {
    const log: string[] = [name];
    setHandler(approve, (who) => void log.push(who));
    await CancellationScope.nonCancellable(async () => {
      await charge(1);
      log.push(workflowInfo().runId);
      await condition(() => log.length > 2);
    });
    return log.join();
  }

  test('of one host that take turns keep their numbers, scopes and handlers apart', async () => {
    const one = host({ main });
    const [a, b] = [{ runId: 'run-a' }, { runId: 'run-b' }];
    expect(await commands(one, [initialize('main', ['A'])], a)).toMatchObject([{ seq: 1 }]);
    expect(await commands(one, [initialize('main', ['B'])], b)).toMatchObject([{ seq: 1 }]);
    await activate(one, [signal('approve', 'for B')], b);
    expect(resultIn(await commands(one, [completed(1)], b))).toBe('B,for B,run-b');
    expect(await types(one, [CANCEL], a)).toEqual([]);
    expect(await types(one, [completed(1)], a)).toEqual([]);
    expect(resultIn(await commands(one, [signal('approve', 'for A')], a))).toBe('A,run-a,for A');
  });

  test('of two hosts that take turns do so too', async () => {
    const [one, other] = [host({ main }), host({ main }, { namespace: 'other' })];
    await activate(one, [initialize('main', ['A'])]);
    await activate(other, [initialize('main', ['B'])]);
    await activate(other, [signal('approve', 'for B')]);
    expect(resultIn(await commands(other, [completed(1)]))).toBe('B,for B,run-34');
    await activate(one, [completed(1)]);
    expect(resultIn(await commands(one, [signal('approve', 'for A')]))).toBe('A,run-34,for A');
  });
});

test('code that went on outside of its activation is told so when it calls into that of another run', async () => {
  let comeBack = (): void => undefined;
  const one = host({
    stray: async () => {
      await new Promise<void>((resolve) => (comeBack = resolve));
      await sleep(1000);
    },
    main: async () => {
      comeBack();
      await sleep(2000);
    },
  });
  await activate(one, [initialize('stray', [], { workflowId: 'order-9' })], { runId: 'run-9' });
  expect(await commands(one, [initialize('main')])).toEqual([
    { type: 'startTimer', seq: 1, startToFireTimeout: 2000 },
  ]);
  const failure = failureOf(await activate(one, [fired(1)], { runId: 'run-9' }));
  expect(failure.message).toMatch(
    /^Workflow stray \(order-9\) called the workflow API while main \(order-1\) was being activated/,
  );
});

describe('a run that leaves the cache', () => {
  test('does not go on, and comes back by a new first activation only', async () => {
    const log: string[] = [];
    const one = host({
      main: async () => {
        log.push('starts');
        try {
          await charge(1);
        } finally {
          log.push('ends');
        }
      },
    });
    await activate(one, [initialize('main')]);
    one.evict('run-34');
    expect(failureOf(await activate(one, [completed(1)])).message).toContain('untracked workflow');
    expect(await types(one, [initialize('main')], { isReplaying: true })).toEqual([
      'scheduleActivity',
    ]);
    expect(log).toEqual(['starts', 'starts']);
  });

  test('in the midst of an activation gives the realm back', async () => {
    const one = host({ main: () => charge(1) });
    one.activate({
      runId: 'run-34',
      timestamp: 0,
      isReplaying: false,
      historyLength: 3,
      historySizeBytes: 0,
      continueAsNewSuggested: false,
      availableInternalFlags: [],
      jobs: [initialize('main')],
    });
    expect(inWorkflowContext()).toBe(true);
    one.evict('run-34');
    expect(inWorkflowContext()).toBe(false);
    enterWorkflow({} as Parameters<typeof enterWorkflow>[0]);
    leaveWorkflow();
  });
});

describe('interceptors', () => {
  test('are made for every run, wrap what it does, and hear when it leaves the cache', async () => {
    const log: string[] = [];
    const interceptors: WorkflowInterceptorsFactory = () => {
      log.push('made');
      return {
        inbound: [
          {
            async execute(input, next) {
              log.push(`execute ${workflowInfo().workflowType}`);
              return next({ ...input, args: [2] });
            },
          },
        ],
        outbound: [
          {
            async scheduleActivity(input, next) {
              log.push(`schedule ${input.activityType} ${input.seq}`);
              return next(input);
            },
          },
        ],
        internals: [
          {
            activate(input, next) {
              log.push(`activate ${input.activation.jobs?.length}`);
              return next(input);
            },
            concludeActivation(input, next) {
              log.push(`conclude ${input.commands.length}`);
              return next({ commands: [] });
            },
            dispose() {
              log.push(`dispose ${workflowInfo().runId}`);
            },
          },
        ],
      };
    };
    const one = host(
      { main: async (amount: number) => charge(amount) },
      { interceptorModules: [{ interceptors }, {}] },
    );
    expect(await types(one, [initialize('main', [1])])).toEqual([]);
    one.evict('run-34');
    expect(log).toEqual([
      'made',
      'activate 1',
      'execute main',
      'schedule charge 1',
      'conclude 1',
      'dispose run-34',
    ]);
  });

  test('that are no function fail the activation', async () => {
    const one = host(
      { main: async () => undefined },
      { interceptorModules: [{ interceptors: 'none' as never }] },
    );
    expect(failureOf(await activate(one, [initialize('main')])).message).toBe(
      "Failed to initialize workflows interceptors: expected a function, but got: 'none'",
    );
  });
});

describe('asynchronous context', () => {
  test('of a workflow’s own storage follows its promises, timers and activities', async () => {
    const one = host({
      main: async () => {
        const storage = new AsyncLocalStorage<string>();
        const inner = storage.run('inner', async () => {
          await charge(1);
          const found = [storage.getStore()];
          storage.exit(() => found.push(storage.getStore()));
          await CancellationScope.cancellable(async () => void found.push(storage.getStore()));
          storage.enterWith('entered');
          await Promise.resolve();
          return [...found, storage.getStore()];
        });
        return [storage.getStore() ?? 'none', ...(await inner).map((found) => found ?? 'none')];
      },
    });
    await activate(one, [initialize('main')]);
    expect(resultIn(await commands(one, [completed(1)]))).toEqual([
      'none',
      ...['inner', 'none', 'inner', 'entered'],
    ]);
  });

  test('carries named random streams, which leave the run’s own numbers alone', async () => {
    const draw = async (withStream: boolean): Promise<unknown> => {
      const one = host({
        main: async () => {
          const stream = getRandomStream('plugin');
          if (withStream) await stream.with(async () => void stream.random());
          return [workflowInfo().unsafe.random.random(), stream.random()].length;
        },
      });
      return resultIn(await commands(one, [initialize('main')]));
    };
    expect(await draw(true)).toBe(await draw(false));
  });
});

test('errors that workflow code makes when it is cancelled have frames; the cancellation itself, which nobody throws, has none', async () => {
  const framesOf = (error: unknown): number =>
    String((error as Error).stack).split('\n    at ').length - 1;
  async function main(): Promise<readonly number[]> {
    try {
      await sleep(1000);
      return [];
    } catch (cancelled) {
      return [framesOf(cancelled), Math.min(1, framesOf(new Error('made by the workflow')))];
    }
  }
  const cancelled = host({ main });
  await commands(cancelled, [initialize('main')]);
  expect(resultIn(await commands(cancelled, [CANCEL]))).toEqual([0, 1]);
});

test('errors of workflow code record as many frames as the host is told, and other errors as ever', async () => {
  const before = Error.stackTraceLimit;
  const main = async (): Promise<string[]> => (new Error('made here').stack ?? '').split('\n');
  const frames = async (stackTraceLimit: number | undefined): Promise<number> => {
    const list = await commands(host({ main }, { stackTraceLimit }), [initialize('main')]);
    return (resultIn(list) as string[]).length - 1;
  };
  expect(await frames(0)).toBe(0);
  expect(await frames(2)).toBe(2);
  expect(await frames(undefined)).toBeGreaterThan(2);
  expect(Error.stackTraceLimit).toBe(before);
});
