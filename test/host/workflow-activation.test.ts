/** One activation of a workflow: in which order its code runs, and what comes of it. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import {
  CANCEL,
  activate,
  cancelled,
  commands,
  completed,
  failureOf,
  fired,
  hostOf,
  initialize,
  query,
  resultIn,
  signal,
  types,
  update,
  value,
} from './driven-workflows.ts';

const { charge, refund } = proxyActivities<{
  charge(amount: number): Promise<string>;
  refund(amount: number): Promise<void>;
}>({ startToCloseTimeout: '1 minute' });

const approve = defineSignal<[string]>('approve');

let host: WorkflowHost;
afterEach(() => host.close());

describe('an order that charges, sleeps and refunds when it is cancelled', () => {
  async function order(amount: number): Promise<void> {
    try {
      await charge(amount);
      await sleep('1 hour');
    } catch (error) {
      await CancellationScope.nonCancellable(() => refund(amount));
      throw error;
    }
  }

  test('sends one command after the other, and is cancelled in the end', async () => {
    host = hostOf({ order });
    const first = await commands(host, [initialize('order', [12])]);
    expect(first).toMatchObject([
      {
        type: 'scheduleActivity',
        seq: 1,
        activityId: '1',
        activityType: 'charge',
        taskQueue: 'orders',
        startToCloseTimeout: 60_000,
        cancellationType: 'TRY_CANCEL',
        doNotEagerlyExecute: false,
      },
    ]);
    expect(first[0]).toMatchObject({ heartbeatTimeout: undefined, retryPolicy: undefined });
    expect(await commands(host, [completed(1, 'ok')])).toEqual([
      { type: 'startTimer', seq: 1, startToFireTimeout: 3_600_000 },
    ]);
    const last = await commands(host, [CANCEL]);
    expect(last).toMatchObject([
      { type: 'cancelTimer', seq: 1 },
      { type: 'scheduleActivity', seq: 2, activityType: 'refund' },
    ]);
    expect(await types(host, [completed(2)])).toEqual(['cancelWorkflowExecution']);
  });

  test('is cancelled by the answer to a request that was sent with the cancellation', async () => {
    host = hostOf({ order });
    await activate(host, [initialize('order', [12])]);
    expect(await commands(host, [CANCEL])).toEqual([{ type: 'requestCancelActivity', seq: 1 }]);
    expect(await types(host, [cancelled(1)])).toEqual(['scheduleActivity']);
    expect(await types(host, [completed(2)])).toEqual(['cancelWorkflowExecution']);
  });
});

test('runs handlers of all signals before anything goes on, then timers and activities, then conditions', async () => {
  const log: string[] = [];
  async function main(): Promise<void> {
    let count = 0;
    setHandler(approve, async (name) => {
      count += 1;
      log.push(`${name}-sync`);
      await Promise.resolve();
      log.push(`${name}-async`);
    });
    void sleep(1000).then(() => log.push('timer'));
    void charge(1).then(() => log.push('activity'));
    void condition(() => count >= 1).then(() => log.push('cond1'));
    void condition(() => count >= 2).then(() => log.push('cond2'));
    await condition(() => count >= 3);
    log.push('cond3(main)');
  }
  host = hostOf({ main });
  await activate(host, [initialize('main')]);
  const jobs = [signal('approve', 'A'), signal('approve', 'B'), signal('approve', 'C')];
  await activate(host, [...jobs, fired(1), completed(1)]);
  expect(log).toEqual([
    ...['A-sync', 'B-sync', 'C-sync', 'A-async', 'B-async', 'C-async'],
    ...['timer', 'activity', 'cond1', 'cond2', 'cond3(main)'],
  ]);
});

test('hands buffered signals to a handler in the midst of setHandler, in the scope of its caller', async () => {
  const log: string[] = [];
  async function main(): Promise<string> {
    log.push('main starts');
    const scope = new CancellationScope();
    await scope.run(async () => {
      setHandler(approve, (name) => {
        log.push(
          `${name} in ${CancellationScope.current() === scope ? 'the caller’s' : 'the root'}`,
        );
      });
      log.push('handler set');
    });
    return log.join(', ');
  }
  host = hostOf({ main });
  const list = await commands(host, [initialize('main'), signal('approve', 'A')]);
  expect(resultIn(list)).toBe('main starts, A in the caller’s, handler set');
});

test('runs the handler of a signal that arrives later in the root scope', async () => {
  async function main(): Promise<boolean> {
    let inRoot: boolean | undefined;
    const root = CancellationScope.current();
    await new CancellationScope().run(async () => {
      setHandler(approve, () => {
        inRoot = CancellationScope.current() === root;
      });
      await condition(() => inRoot !== undefined);
    });
    return inRoot === true;
  }
  host = hostOf({ main });
  await activate(host, [initialize('main')]);
  expect(resultIn(await commands(host, [signal('approve', 'A')]))).toBe(true);
});

test('cancels the root scope before the workflow starts where both are in one activation', async () => {
  async function main(): Promise<void> {
    await charge(1);
  }
  host = hostOf({ main });
  expect(await types(host, [initialize('main'), CANCEL])).toEqual(['cancelWorkflowExecution']);
});

test('lets the result win over a cancellation in the same activation', async () => {
  async function main(): Promise<string> {
    const result = await charge(1);
    return `${result}, cancelled: ${CancellationScope.current().consideredCancelled}`;
  }
  host = hostOf({ main });
  await activate(host, [initialize('main')]);
  const list = await commands(host, [CANCEL, completed(1, 'paid')]);
  expect(resultIn(list)).toBe('paid, cancelled: true');
});

test('satisfies a chain of conditions in one activation', async () => {
  async function main(): Promise<number> {
    let step = 0;
    const waits = [1, 2, 3, 4].map((n) => condition(() => step >= n).then(() => (step = n + 1)));
    setHandler(approve, () => {
      step = 1;
    });
    await Promise.all(waits);
    return step;
  }
  host = hostOf({ main });
  await activate(host, [initialize('main')]);
  expect(resultIn(await commands(host, [signal('approve', 'A')]))).toBe(5);
});

test('keeps commands that are sent after the workflow has returned', async () => {
  async function main(): Promise<void> {
    void Promise.resolve().then(() => sleep(1000).then(() => charge(1)));
  }
  host = hostOf({ main });
  expect(await types(host, [initialize('main')])).toEqual([
    'startTimer',
    'completeWorkflowExecution',
  ]);
});

describe('a workflow type', () => {
  test('that is not registered fails the activation with the words of a worker', async () => {
    host = hostOf({ main: async () => undefined });
    expect(failureOf(await activate(host, [initialize('toString')]))).toMatchObject({
      message:
        "Failed to initialize workflow of type 'toString': no such function is exported by the workflow bundle",
      source: 'TypeScriptSDK',
      stackTrace: expect.stringContaining('TypeError: Failed to initialize') as string,
    });
    expect(failureOf(await activate(host, [fired(1)]))).toMatchObject({
      message: 'Received workflow activation for an untracked workflow with no init workflow job',
    });
  });

  test('that is registered as something else says so', async () => {
    host = hostOf({ main: 'a text' });
    expect(failureOf(await activate(host, [initialize('main')])).message).toBe(
      "Failed to initialize workflow of type 'main': expected a function, but got: 'string'",
    );
  });

  test('without a function of its own is served by the default export', async () => {
    host = hostOf({ default: async () => workflowInfo().workflowType });
    expect(resultIn(await commands(host, [initialize('anything')]))).toBe('anything');
  });

  test('is found by a function, where one is given', async () => {
    host = hostOf((type) => (type === 'main' ? async () => 'found' : undefined));
    expect(resultIn(await commands(host, [initialize('main')]))).toBe('found');
  });
});

describe('what is thrown', () => {
  test('as a plain error fails the activation, whatever was to be sent', async () => {
    host = hostOf({
      main: async () => {
        void charge(1);
        throw new RangeError('out of range');
      },
    });
    const failure = failureOf(await activate(host, [initialize('main')]));
    expect(failure).toMatchObject({ message: 'out of range', source: 'TypeScriptSDK' });
    expect(failure.stackTrace).toMatch(/^RangeError: out of range\n {4}at /);
  });

  test('as an ApplicationFailure fails the workflow', async () => {
    host = hostOf({
      main: async () => {
        throw ApplicationFailure.nonRetryable('no stock', 'OutOfStock', 3);
      },
    });
    expect(await commands(host, [initialize('main')])).toMatchObject([
      {
        type: 'failWorkflowExecution',
        failure: {
          message: 'no stock',
          applicationFailureInfo: { type: 'OutOfStock', nonRetryable: true },
        },
      },
    ]);
  });

  test('as an error of a listed type fails the workflow', async () => {
    const main = async (): Promise<void> => {
      throw new RangeError('out of range');
    };
    host = hostOf({ main }, { workflowFailureErrorTypes: ['RangeError'] });
    expect(await types(host, [initialize('main')])).toEqual(['failWorkflowExecution']);
    host.close();
    host = hostOf({ main }, { workflowFailureErrorTypes: { '*': ['RangeError'] } });
    expect(await types(host, [initialize('main')])).toEqual(['failWorkflowExecution']);
    host.close();
    host = hostOf({ main }, { workflowFailureErrorTypes: { other: ['RangeError'] } });
    expect((await activate(host, [initialize('main')])).status).toBe('failed');
  });

  test('by a condition fails the activation', async () => {
    let broken = false;
    host = hostOf({
      main: async () => {
        await condition(() => {
          if (broken) throw new Error('condition broke');
          return false;
        });
      },
    });
    await activate(host, [initialize('main')]);
    broken = true;
    expect(failureOf(await activate(host, [fired(9)])).message).toBe('condition broke');
  });

  test('by a synchronous part of a signal handler stops the activation there', async () => {
    const log: string[] = [];
    host = hostOf({
      main: async () => {
        setHandler(approve, async (name) => {
          log.push(name);
          throw new Error('handler broke');
        });
        await sleep(1000);
      },
    });
    await activate(host, [initialize('main')]);
    const jobs = [signal('approve', 'A'), signal('approve', 'B')];
    expect(failureOf(await activate(host, jobs)).message).toBe('handler broke');
  });
});

describe('an update', () => {
  const add = defineUpdate<number, [number]>('add');
  async function main(): Promise<void> {
    let sum = 0;
    setHandler(
      add,
      async (n) => {
        sum += n;
        if (n > 5) await sleep(1000);
        return sum;
      },
      {
        validator: (n) => {
          if (n < 0) throw new Error('must not be negative');
        },
      },
    );
    await condition(() => false);
  }

  test('is accepted and completed at once where its handler waits for nothing', async () => {
    host = hostOf({ main });
    await activate(host, [initialize('main')]);
    const [accepted, done, ...rest] = await commands(host, [update('u1', 'add', 3)]);
    expect(accepted).toEqual({
      type: 'updateResponse',
      protocolInstanceId: 'u1',
      response: { status: 'accepted' },
    });
    expect(done).toMatchObject({ protocolInstanceId: 'u1', response: { status: 'completed' } });
    expect(rest).toEqual([]);
  });

  test('is accepted first, and completed when its handler is done', async () => {
    host = hostOf({ main });
    await activate(host, [initialize('main')]);
    expect(await types(host, [update('u1', 'add', 7)])).toEqual(['updateResponse', 'startTimer']);
    const [done] = await commands(host, [fired(1)]);
    expect(done?.type === 'updateResponse' && done.response.status === 'completed').toBe(true);
    if (done?.type === 'updateResponse' && done.response.status === 'completed') {
      expect(value(done.response.result)).toBe(7);
    }
  });

  test('is rejected by its validator', async () => {
    host = hostOf({ main });
    await activate(host, [initialize('main')]);
    expect(await commands(host, [update('u1', 'add', -1)])).toMatchObject([
      { response: { status: 'rejected', failure: { message: 'must not be negative' } } },
    ]);
  });

  test('that nobody handles is rejected at the end of the activation', async () => {
    host = hostOf({ main });
    await activate(host, [initialize('main')]);
    expect(await commands(host, [update('u1', 'subtract', 1)])).toMatchObject([
      {
        response: {
          status: 'rejected',
          failure: {
            message: 'No registered handler for update: subtract',
            applicationFailureInfo: { nonRetryable: true },
          },
        },
      },
    ]);
  });
});

describe('a query', () => {
  const status = defineQuery<unknown, [string?]>('status');
  async function main(): Promise<void> {
    setHandler(status, (how) => {
      if (how === 'throw') throw new Error('no status');
      if (how === 'promise') return Promise.resolve('later');
      return workflowInfo().unsafe;
    });
    await condition(() => false);
  }

  test('is answered live, in a workflow that counts as replayed', async () => {
    host = hostOf({ main });
    await activate(host, [initialize('main')]);
    const [answer] = await commands(host, [query('status')]);
    expect(answer).toMatchObject({ type: 'respondToQuery', queryId: 'q1' });
    if (answer?.type !== 'respondToQuery') throw new Error('no answer');
    if (answer.result.resultType !== 'QUERY_RESULT_TYPE_ANSWERED') throw new Error('no answer');
    expect(value(answer.result.answer.payloads[0])).toMatchObject({
      isReplaying: true,
      isReplayingHistoryEvents: false,
    });
  });

  test.each([
    ['throw', 'no status'],
    ['promise', 'Query handlers should not return a Promise'],
  ])('whose handler does %s fails', async (how, errorMessage) => {
    host = hostOf({ main });
    await activate(host, [initialize('main')]);
    expect(await commands(host, [query('status', how)])).toMatchObject([
      { result: { resultType: 'QUERY_RESULT_TYPE_FAILED', errorMessage } },
    ]);
  });

  test('of an unknown name fails and lists the known ones', async () => {
    host = hostOf({ main });
    await activate(host, [initialize('main')]);
    const [answer] = await commands(host, [query('stats')]);
    expect(answer?.type === 'respondToQuery' && answer.result).toMatchObject({
      errorMessage: expect.stringMatching(
        /^Workflow did not register a handler for stats. Registered queries: \[.*status\]$/,
      ) as string,
    });
  });

  test('does not let conditions move the workflow on', async () => {
    let asked = 0;
    const peek = defineQuery<number>('peek');
    host = hostOf({
      main: async () => {
        setHandler(peek, () => (asked += 1));
        await condition(() => asked > 0);
      },
    });
    await activate(host, [initialize('main')]);
    expect(await types(host, [query('peek')])).toEqual(['respondToQuery']);
    expect(await types(host, [fired(1)])).toEqual(['completeWorkflowExecution']);
  });
});

test('records the flags that were consulted, and takes over those of the history', async () => {
  async function main(): Promise<void> {
    setHandler(approve, () => undefined);
    try {
      await CancellationScope.withTimeout(1000, () => charge(1));
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
    await sleep(1);
  }
  host = hostOf({ main });
  const first = await activate(host, [initialize('main'), signal('approve', 'A')]);
  expect(first.status === 'successful' && first.usedInternalFlags).toEqual([2]);
  const second = await activate(host, [completed(1)], { availableInternalFlags: [2] });
  expect(second.status === 'successful' && second.usedInternalFlags).toEqual([2, 1]);
  host.close();

  host = hostOf({ main });
  const replay = { isReplaying: true, availableInternalFlags: [] };
  await activate(host, [initialize('main')], replay);
  const old = await activate(host, [completed(1)], replay);
  expect(old.status === 'successful' && old.usedInternalFlags).toEqual([]);
  // without the flag, the timer of the time limit was left to run
  expect(old.status === 'successful' && old.commands.map(({ type }) => type)).toEqual([
    'startTimer',
  ]);
});

test('handles the signals of an old history as a batch of their own', async () => {
  const log: string[] = [];
  async function main(): Promise<void> {
    setHandler(approve, async (name) => {
      log.push(name);
      await Promise.resolve();
      log.push(`${name} goes on`);
    });
    await sleep(1000);
    log.push('timer');
  }
  host = hostOf({ main });
  const replay = { isReplaying: true };
  await activate(host, [initialize('main')], replay);
  await activate(host, [signal('approve', 'A'), fired(1)], replay);
  expect(log).toEqual(['A', 'A goes on', 'timer']);
});
