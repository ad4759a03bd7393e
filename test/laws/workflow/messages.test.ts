/** The laws about workflow tasks, handlers and messages. */
import {
  ActivityCancellationType,
  allHandlersFinished,
  CancellationScope,
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { HandlerUnfinishedPolicy } from '@temporalio/common';
import { heartbeat, sleep as pause } from '@temporalio/activity';
import { describe, expect, test, vi } from 'vitest';
import { handlersFinish } from '../../../src/laws/workflow/handlers-finish.ts';
import { healthyTasks } from '../../../src/laws/workflow/healthy-tasks.ts';
import { nothingAcceptedIsLost } from '../../../src/laws/workflow/nothing-accepted-is-lost.ts';
import { explored, holds } from './explored.ts';

// each test is an exploration of many runs
vi.setConfig({ testTimeout: 60_000 });

const activities = {
  async work(): Promise<void> {
    for (let beat = 0; beat < 2; beat++) {
      heartbeat(beat);
      await pause(1000);
    }
  },
};

const { work } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '2s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

const shielded = CancellationScope.nonCancellable.bind(CancellationScope);

const order = defineSignal<[string]>('order');
const add = defineUpdate<string, [string]>('add');
const ordering = { kind: 'signal', name: 'order', args: ['tea'] } as const;
const adding = { kind: 'update', name: 'add', args: ['tea'] } as const;

describe('healthy tasks', () => {
  test('do not fail by a plain error that is made of a cancellation', async () => {
    async function main(): Promise<void> {
      await work().catch((error: unknown) => {
        throw new Error(`failed: ${String(error)}`);
      });
    }
    const { broken } = await explored(healthyTasks, { workflows: { main }, activities });
    expect(broken).toContain('a workflow task failed: failed: ');
  });

  test('do not fail by a rejection that nothing handles', async () => {
    async function main(): Promise<void> {
      void CancellationScope.current().cancelRequested.finally(() => undefined);
      await work();
    }
    const { broken } = await explored(healthyTasks, { workflows: { main }, activities });
    expect(broken).toContain('a workflow task failed: Unhandled Promise rejection');
  });

  test('are those of code that passes its cancellation on, also when workers die', async () => {
    await holds(healthyTasks, {
      workflows: { main: async () => work() },
      activities,
      place: [],
      faults: ['workerCrash', 'eviction'],
    });
  });

  test('may be answered too late: what came meanwhile is no fault', async () => {
    async function main(): Promise<void> {
      setHandler(order, () => undefined);
      await sleep('1s');
    }
    await holds(healthyTasks, { workflows: { main }, place: [ordering], deviations: 2 });
  });
});

describe('handlers', () => {
  test('of updates are cut off where only the normal way out waits for them', async () => {
    async function main(): Promise<void> {
      setHandler(add, async (item) => {
        await work();
        return item;
      });
      await sleep('10s');
      await condition(allHandlersFinished);
    }
    const { broken, by } = await explored(handlersFinish, {
      workflows: { main },
      activities,
      place: [adding, 'cancel'],
      deviations: 2,
    });
    expect(broken).toContain('the run closes while the handler of update add is under way');
    expect(by).toMatch(/-> update add to main\n.*-> cancel main$/);
  });

  test('of signals are cut off by a run that does not wait for them', async () => {
    async function main(): Promise<void> {
      setHandler(order, async () => work());
      await sleep('1s');
    }
    const { broken } = await explored(handlersFinish, {
      workflows: { main },
      activities,
      place: [ordering],
    });
    expect(broken).toContain('the handler of signal order is under way');
  });

  test('are waited for on every way out', async () => {
    async function main(): Promise<void> {
      setHandler(add, async (item) => {
        await shielded(async () => work());
        return item;
      });
      try {
        await sleep('2s');
      } finally {
        await shielded(async () => condition(allHandlersFinished));
      }
    }
    await holds(handlersFinish, {
      workflows: { main },
      activities,
      place: [adding, 'cancel'],
      deviations: 2,
    });
  });

  test('that are declared so may be abandoned', async () => {
    async function main(): Promise<void> {
      setHandler(order, async () => work(), { unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON });
      setHandler(
        add,
        async (item) => {
          await work();
          return item;
        },
        { unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON },
      );
      await sleep('1s');
    }
    await holds(handlersFinish, { workflows: { main }, activities, place: [ordering, adding] });
  });

  test('are cut off by termination, which asks nobody', async () => {
    async function main(): Promise<void> {
      setHandler(add, async (item) => {
        await work();
        return item;
      });
      await sleep('2s');
      await condition(allHandlersFinished);
    }
    await holds(handlersFinish, {
      workflows: { main },
      activities,
      place: [adding, 'terminate'],
      deviations: 2,
    });
  });
});

describe('what is accepted', () => {
  test('is lost where a handler is set too late', async () => {
    async function main(): Promise<void> {
      await sleep('1s');
      setHandler(order, () => undefined);
    }
    const { broken } = await explored(nothingAcceptedIsLost, {
      workflows: { main },
      place: [ordering, 'cancel'],
      deviations: 2,
    });
    expect(broken).toContain('the run closes and signal order was never handled');
  });

  test('is not lost where handlers are set at once', async () => {
    async function main(): Promise<void> {
      setHandler(order, () => undefined);
      await sleep('1s');
    }
    await holds(nothingAcceptedIsLost, {
      workflows: { main },
      place: [ordering, 'cancel'],
      deviations: 2,
    });
  });
});
