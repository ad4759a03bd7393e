/** Calls of the workflow API in a scope that has been cancelled: what each rejects with, sends and uses up. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  CancellationScope,
  CancelledFailure,
  Trigger,
  condition,
  executeChild,
  getExternalWorkflowHandle,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  startChild,
  uuid4,
} from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import {
  CANCEL,
  activate,
  commands,
  hostOf,
  initialize,
  resultIn,
  types,
} from './driven-workflows.ts';

const { charge } = proxyActivities<{ charge(): Promise<string> }>({ startToCloseTimeout: 1000 });
const local = proxyLocalActivities<{ charge(): Promise<string> }>({ startToCloseTimeout: 1000 });

let host: WorkflowHost;
afterEach(() => host.close());

/** What a promise is rejected with, as a text. */
async function rejection(promise: PromiseLike<unknown>): Promise<string> {
  try {
    await promise;
    return 'nothing';
  } catch (error) {
    return error instanceof CancelledFailure ? `bare: ${error.message}` : String(error);
  }
}

/** Runs a call in a cancelled scope, then, shielded, one of every kind that has a number. */
async function numbersAfter(call: () => PromiseLike<unknown>) {
  async function main(): Promise<string> {
    const scope = new CancellationScope();
    const ended = scope.run(async () => {
      scope.cancel();
      return rejection(call());
    });
    const text = await ended;
    void sleep(1);
    void charge();
    void getExternalWorkflowHandle('other').signal('approve');
    void getExternalWorkflowHandle('other').cancel();
    void startChild('child', { workflowId: 'child-1' });
    await Promise.resolve();
    return text;
  }
  host = hostOf({ main });
  const list = await commands(host, [initialize('main')]);
  const seqs = Object.fromEntries(
    list.flatMap((command) => ('seq' in command ? [[command.type, command.seq]] : [])),
  );
  return {
    text: resultIn(list),
    numbers: {
      timer: seqs['startTimer'],
      activity: seqs['scheduleActivity'],
      child: seqs['startChildWorkflowExecution'],
      signal: seqs['signalExternalWorkflowExecution'],
      cancel: seqs['requestCancelExternalWorkflowExecution'],
    },
    patches: list.flatMap((command) =>
      command.type === 'setPatchMarker' ? [command.patchId] : [],
    ),
    sent: list.length,
  };
}

const BARE = 'bare: Cancellation scope cancelled';
const UNUSED = { timer: 1, activity: 1, child: 1, signal: 1, cancel: 1 };
const PATCH = '__temporal_internal_connect_external_handle_cancel_to_scope';

describe('in a cancelled scope', () => {
  test.each([
    ['sleep uses up a timer number', () => sleep(1), { timer: 2 }],
    ['an activity uses up an activity number', () => charge(), { activity: 2 }],
    ['a local activity uses up an activity number', () => local.charge(), { activity: 2 }],
    ['startChild uses up a child number', () => startChild('child'), { child: 2 }],
    ['executeChild uses up a child number', () => executeChild('child'), { child: 2 }],
    [
      'a signal to another workflow uses up a signal number',
      () => getExternalWorkflowHandle('other').signal('approve'),
      { signal: 2 },
    ],
    ['a condition uses up nothing', () => condition(() => true), {}],
    [
      'a condition with a time limit uses up a timer number',
      () => condition(() => true, 5),
      { timer: 2 },
    ],
    ['a trigger uses up nothing', () => new Trigger<void>(), {}],
    [
      'a nested scope does not help',
      () => CancellationScope.cancellable(() => sleep(1)),
      { timer: 2 },
    ],
  ])('%s, rejects with the bare failure, and sends nothing', async (_name, call, used) => {
    expect(await numbersAfter(call)).toEqual({
      text: BARE,
      numbers: { ...UNUSED, ...used },
      patches: [],
      sent: 6,
    });
  });

  test('cancel of another workflow sends a patch marker and uses up nothing', async () => {
    expect(await numbersAfter(() => getExternalWorkflowHandle('other').cancel())).toEqual({
      text: BARE,
      numbers: UNUSED,
      patches: [PATCH],
      sent: 7,
    });
  });

  test('a shielded scope works as ever', async () => {
    const call = (): PromiseLike<unknown> =>
      CancellationScope.nonCancellable(async () => void sleep(1));
    const { text, numbers } = await numbersAfter(call);
    expect({ text, timer: numbers.timer }).toEqual({ text: 'nothing', timer: 2 });
  });
});

test('a child without an id uses up four random numbers, whether its scope is cancelled or not', async () => {
  const main = async (cancelFirst: boolean): Promise<string> => {
    const scope = new CancellationScope();
    if (cancelFirst) scope.cancel();
    void scope.run(() => startChild('child')).catch(() => undefined);
    return uuid4();
  };
  host = hostOf({ main });
  const ids = [];
  for (const cancelFirst of [false, true]) {
    ids.push(resultIn(await commands(host, [initialize('main', [cancelFirst])])));
  }
  expect(ids[0]).toBe(ids[1]);
});

test('a scope that exists already learns of the cancellation of its parent only in microtasks', async () => {
  async function main(): Promise<unknown> {
    const outer = new CancellationScope();
    const inner = new CancellationScope({ cancellable: true, parent: outer });
    outer.cancel();
    const atOnce = inner.consideredCancelled;
    const born = new CancellationScope({ cancellable: true, parent: outer }).consideredCancelled;
    const slept = rejection(inner.run(() => sleep(1000)));
    return [atOnce, born, await slept];
  }
  host = hostOf({ main });
  const list = await commands(host, [initialize('main')]);
  expect(list.map(({ type }) => type)).toEqual([
    'startTimer',
    'cancelTimer',
    'completeWorkflowExecution',
  ]);
  expect(resultIn(list)).toEqual([false, true, BARE]);
});

test('the time limit of a scope takes its timer before the scope’s own code takes any', async () => {
  host = hostOf({
    main: () => CancellationScope.withTimeout(1000, () => sleep(5000)),
  });
  expect(await commands(host, [initialize('main')])).toEqual([
    { type: 'startTimer', seq: 1, startToFireTimeout: 1000 },
    { type: 'startTimer', seq: 2, startToFireTimeout: 5000 },
  ]);
});

test('a condition with a time limit starts its timer even where it is true already', async () => {
  host = hostOf({ main: () => condition(() => true, '5 seconds') });
  const list = await commands(host, [initialize('main')]);
  expect(list.map(({ type }) => type)).toEqual([
    'startTimer',
    'cancelTimer',
    'completeWorkflowExecution',
  ]);
});

test('a second request for cancellation changes nothing', async () => {
  host = hostOf({ main: () => CancellationScope.nonCancellable(() => charge()) });
  await activate(host, [initialize('main')]);
  expect(await types(host, [CANCEL, CANCEL])).toEqual([]);
  expect(await types(host, [CANCEL])).toEqual([]);
});

test('the result of cancelled clean-up in the root scope is the message of the workflow’s cancellation', async () => {
  async function main(): Promise<string> {
    await rejection(sleep(1000));
    return rejection(charge());
  }
  host = hostOf({ main });
  await activate(host, [initialize('main')]);
  expect(resultIn(await commands(host, [CANCEL]))).toBe('bare: Workflow cancelled');
});
