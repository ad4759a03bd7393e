/** Loops in workflow code that would never end: they are stopped, and the place of the call is named. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  sleep,
  startChild,
} from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import { runningWorkflow } from '../../src/host/realm.ts';
import { ActivationBudgetError } from '../../src/host/simulation-error.ts';
import { CANCEL, activate, commands, hostOf, initialize, types } from './driven-workflows.ts';

const { charge } = proxyActivities<{ charge(): Promise<string> }>({ startToCloseTimeout: 1000 });

let host: WorkflowHost;
afterEach(() => host.close());

/** Tries again for ever, whatever happens. */
async function insist(call: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await call();
      return;
    } catch {
      // and once more
    }
  }
}

describe('a loop that tries again in a cancelled scope', () => {
  test.each([
    ['a sleep', () => sleep(1000)],
    ['an activity', () => charge()],
    ['a condition', () => condition(() => false)],
    ['a condition with a time limit', () => condition(() => false, 1000)],
    ['a child', () => startChild('child', { workflowId: 'child-1' })],
    ['a signal', () => getExternalWorkflowHandle('other').signal('approve')],
    ['the cancellation of another workflow', () => getExternalWorkflowHandle('other').cancel()],
    ['a scope of its own', () => CancellationScope.cancellable(() => sleep(1000))],
  ])('is stopped when it waits for %s', async (_name, call) => {
    host = hostOf({ main: () => insist(call) });
    const activation = activate(host, [initialize('main'), CANCEL]);
    await expect(activation).rejects.toThrow(ActivationBudgetError);
    expect(runningWorkflow()).toBeUndefined();
  });

  test('is named by workflow, number of calls and place in the source', async () => {
    async function retry(): Promise<void> {
      await insist(() => sleep(1000));
    }
    host = hostOf({ main: retry }, { commandBudget: 500 });
    await expect(activate(host, [initialize('main'), CANCEL])).rejects.toThrow(
      /^Workflow main \(order-1\) made 501 calls .*, the last one at .*workflow-budget\.test\.ts:\d+:\d+/,
    );
  });

  test('costs other workflows nothing: the next activation runs as ever', async () => {
    host = hostOf({ loop: () => insist(() => sleep(1000)), main: async () => charge() });
    await expect(activate(host, [initialize('loop'), CANCEL])).rejects.toThrow('loop');
    expect(await types(host, [initialize('main')], { runId: 'run-35' })).toEqual([
      'scheduleActivity',
    ]);
  });

  test('is no matter where it ends on a cancellation', async () => {
    host = hostOf({
      main: async () => {
        for (;;) {
          try {
            await charge();
          } catch (error) {
            if (isCancellation(error)) throw error;
          }
        }
      },
    });
    expect(await types(host, [initialize('main'), CANCEL])).toEqual(['cancelWorkflowExecution']);
  });
});

test('a loop that sends commands without ever awaiting one is stopped too', async () => {
  host = hostOf(
    {
      main: async () => {
        for (;;) void sleep(1000);
      },
    },
    { commandBudget: 100 },
  );
  await expect(activate(host, [initialize('main')])).rejects.toThrow(ActivationBudgetError);
});

test('many calls are no matter where a command or a condition comes of each', async () => {
  host = hostOf({
    main: async () => {
      const many = Array.from({ length: 15_000 });
      await Promise.all(many.map(() => charge()));
    },
    waits: async () => {
      const many = Array.from({ length: 5000 });
      await Promise.all(many.map(() => condition(() => false, 1000)));
    },
  });
  expect(await commands(host, [initialize('main')])).toHaveLength(15_000);
  expect(await commands(host, [initialize('waits')])).toHaveLength(5000);
});

test('the calls of one activation are not held against the next', async () => {
  host = hostOf(
    {
      main: async () => {
        const scope = new CancellationScope();
        scope.cancel();
        for (let n = 0; n < 3; n++) {
          for (let m = 0; m < 60; m++) await scope.run(() => sleep(1)).catch(() => undefined);
          await sleep(1000);
        }
      },
    },
    { commandBudget: 100 },
  );
  await activate(host, [initialize('main')]);
  for (const seq of [61, 122, 183]) {
    const list = await types(host, [{ type: 'fireTimer', seq }]);
    expect(list).toEqual([seq === 183 ? 'completeWorkflowExecution' : 'startTimer']);
  }
});
