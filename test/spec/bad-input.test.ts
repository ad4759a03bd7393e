/** What a test or its code does wrong gets an error of the right kind, that says what, where and what to do; other workflows go on. */
import {
  proxyActivities,
  condition,
  sleep,
  setHandler,
  defineQuery,
  CancellationScope,
} from '@temporalio/workflow';
import { WorkflowFailedError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { simulate, SimulationError, type ScenarioContext } from '../../src/index.ts';

const { known, missing } = proxyActivities<{
  known(value?: unknown): Promise<unknown>;
  missing(): Promise<void>;
}>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 2 },
});
const negative = proxyActivities<{ known(): Promise<unknown> }>({ startToCloseTimeout: -5 });
const brokenQuery = defineQuery<string>('broken');

const workflows = {
  async bystander(): Promise<string> {
    await sleep('1 minute');
    return 'went on';
  },
  async callsMissingActivity(): Promise<void> {
    await missing();
  },
  async negativeTimeout(): Promise<void> {
    await negative.known();
  },
  async negativeSleep(): Promise<string> {
    await sleep(-10);
    return 'slept';
  },
  async returnsBigInt(): Promise<unknown> {
    return 10n;
  },
  async passesBigInt(): Promise<unknown> {
    return await known(10n);
  },
  async returnsTooMuch(): Promise<string> {
    return 'x'.repeat(3 * 1024 * 1024);
  },
  async neverYields(): Promise<void> {
    await CancellationScope.cancellable(async () => {
      CancellationScope.current().cancel();
      for (;;) await sleep(1).catch(() => undefined);
    });
  },
  async throwsInQuery(): Promise<void> {
    setHandler(brokenQuery, () => {
      throw new Error('no answer');
    });
    await condition(() => false);
  },
};
const activities = { known: async (value?: unknown): Promise<unknown> => value };
const options = { workflows, activities, taskQueue: 'q' } as const;

/** Runs a scenario beside a bystander, which must complete whatever happens to the others. */
async function besideBystander<Result>(
  scenario: (context: ScenarioContext) => Promise<Result>,
): Promise<Result> {
  const run = await simulate(options, async (context) => {
    const { workflow } = context.client;
    const bystander = await workflow.start(workflows.bystander, {
      taskQueue: 'q',
      workflowId: 'bystander',
    });
    const result = await scenario(context);
    expect(await bystander.result()).toBe('went on');
    return result;
  });
  return run.value;
}

interface Rejection extends Error {
  cause: Rejection | undefined;
}

const rejection = (promise: Promise<unknown>): Promise<Rejection> =>
  promise.then(
    () => {
      throw new Error('expected a rejection');
    },
    (error: Rejection) => error,
  );

test('a workflow type that is not registered fails its task again and again, as on a real worker, and says so', async () => {
  const attempts = await besideBystander(async ({ client, world }) => {
    const handle = await client.workflow.start('nobodyKnows', { taskQueue: 'q', workflowId: 'w' });
    await world.sleep('30 seconds');
    const failed = world.history('w').find(({ type }) => type === 'WorkflowTaskFailed');
    await handle.terminate();
    return failed?.type === 'WorkflowTaskFailed' ? failed.attributes.failure?.message : undefined;
  });
  expect(attempts).toMatch(/nobodyKnows/);
});

test('an activity type that is not registered is retried as any failure, and named', async () => {
  const error = await besideBystander(({ client }) =>
    rejection(
      client.workflow.execute(workflows.callsMissingActivity, { taskQueue: 'q', workflowId: 'w' }),
    ),
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  expect(error.cause?.cause).toMatchObject({
    type: 'NotFoundError',
    message: expect.stringContaining('missing is not registered on this Worker'),
  });
});

test('a negative activity timeout fails the workflow task, with the words of the service', async () => {
  const message = await besideBystander(async ({ client, world }) => {
    const handle = await client.workflow.start(workflows.negativeTimeout, {
      taskQueue: 'q',
      workflowId: 'w',
    });
    await world.sleep('1 second');
    const failed = world.history('w').find(({ type }) => type === 'WorkflowTaskFailed');
    await handle.terminate();
    return failed?.type === 'WorkflowTaskFailed' ? failed.attributes.failure?.message : undefined;
  });
  expect(message).toMatch(/BadScheduleActivityAttributes|negative/i);
});

test('a negative sleep is a sleep of a millisecond, as in the SDK', async () => {
  await besideBystander(async ({ client }) => {
    expect(
      await client.workflow.execute(workflows.negativeSleep, { taskQueue: 'q', workflowId: 'w' }),
    ).toBe('slept');
  });
});

test('a workflow id that is too long is refused by the service', async () => {
  const error = await besideBystander(({ client }) =>
    rejection(
      client.workflow.start(workflows.bystander, { taskQueue: 'q', workflowId: 'w'.repeat(2_000) }),
    ),
  );
  expect(error.cause?.message).toMatch(/WorkflowId.*length/i);
});

test('an argument that cannot be encoded is refused before anything is sent', async () => {
  await besideBystander(async ({ client, world }) => {
    const error = await rejection(
      client.workflow.start('bystander', { taskQueue: 'q', workflowId: 'w', args: [10n] }),
    );
    expect(`${error.message} ${error.cause?.message}`).toMatch(/BigInt|payload|convert/i);
    expect(world.history('w')).toEqual([]);
  });
});

test('a result that cannot be encoded fails the workflow task', async () => {
  await besideBystander(async ({ client, world }) => {
    const handle = await client.workflow.start(workflows.returnsBigInt, {
      taskQueue: 'q',
      workflowId: 'w',
    });
    await world.sleep('1 second');
    expect(world.history('w').map(({ type }) => type)).toContain('WorkflowTaskFailed');
    await handle.terminate();
  });
});

test('an argument of an activity that cannot be encoded fails the workflow task', async () => {
  await besideBystander(async ({ client, world }) => {
    const handle = await client.workflow.start(workflows.passesBigInt, {
      taskQueue: 'q',
      workflowId: 'w',
    });
    await world.sleep('1 second');
    expect(world.history('w').map(({ type }) => type)).toContain('WorkflowTaskFailed');
    await handle.terminate();
  });
});

test('a result over the limit ends the workflow as the service ends it', async () => {
  const error = await besideBystander(({ client }) =>
    rejection(
      client.workflow.execute(workflows.returnsTooMuch, { taskQueue: 'q', workflowId: 'w' }),
    ),
  );
  expect(error.message).toMatch(/exceeds size limit/);
});

test('a query handler that throws fails the query and nothing else', async () => {
  await besideBystander(async ({ client }) => {
    const handle = await client.workflow.start(workflows.throwsInQuery, {
      taskQueue: 'q',
      workflowId: 'w',
    });
    const error = await rejection(handle.query(brokenQuery));
    expect(error.message).toMatch(/no answer/);
    await handle.terminate();
  });
});

test('a workflow that never waits for anything is stopped by a budget, and named with its line', async () => {
  const error = await rejection(
    simulate({ ...options, commandBudget: 500 }, async ({ client }) => {
      await client.workflow.execute(workflows.neverYields, { taskQueue: 'q', workflowId: 'loop' });
    }),
  );
  expect(error).toBeInstanceOf(SimulationError);
  expect(error.message).toMatch(/loop|neverYields/);
  expect(error.message).toMatch(/bad-input\.test/);
});

test('a scenario that never ends is stopped by the limit of steps, and told what repeats', async () => {
  const error = await rejection(
    simulate({ ...options, stepLimit: 200 }, async ({ world }) => {
      for (;;) await world.sleep('1 second');
    }),
  );
  expect(error).toBeInstanceOf(SimulationError);
  expect(error.message).toMatch(/200 steps.*scenario:wakes.*stepLimit/s);
});

test('a scenario that waits for what cannot come is told what it waits for, and what is open', async () => {
  const error = await rejection(
    simulate(options, async ({ client }) => {
      const handle = await client.workflow.start(workflows.throwsInQuery, {
        taskQueue: 'q',
        workflowId: 'w',
      });
      await handle.result();
    }),
  );
  expect(error.name).toBe('ScenarioStuckError');
  expect(error.message).toMatch(/w waits for a signal, an update or a cancel request/);
});

test('a scenario that waits for something real is given real time up to a limit', async () => {
  const error = await rejection(
    simulate({ ...options, realTimeLimit: 30 }, () => new Promise(() => undefined)),
  );
  expect(error.name).toBe('RealTimeLimitError');
  expect(error.message).toMatch(/realTimeLimit/);
});

test('a world that has ended refuses every verb', async () => {
  let leaked: ScenarioContext | undefined;
  await simulate(options, async (context) => {
    leaked = context;
  });
  const error = await rejection(Promise.resolve().then(() => leaked?.world.sleep(1)));
  expect(error.name).toBe('WorldClosedError');
  const called = await rejection(
    Promise.resolve().then(() => leaked?.client.workflow.getHandle('w').cancel()),
  );
  expect(`${called.name} ${called.message} ${called.cause?.message ?? ''}`).toMatch(
    /run has ended/,
  );
});

test.each([
  ['settleWithin', { settleWithin: 'soon' }],
  ['stepLimit', { stepLimit: 0 }],
  ['seed', { seed: -1 }],
  ['maxCachedWorkflows', { maxCachedWorkflows: 1.5 }],
  ['shutdownGraceTime', { shutdownGraceTime: -1 }],
  ['workflows', { workflows: 'orders' }],
])('an option that makes no sense is named: %s', async (name, bad) => {
  const error = await rejection(simulate({ ...options, ...(bad as object) }, () => undefined));
  expect(error.name).toBe('OptionError');
  expect(error.message).toContain(name);
});

test('an invalid duration in world.sleep() is refused where it is written', async () => {
  const error = await rejection(
    simulate(options, ({ world }) => world.sleep('a while' as unknown as number)),
  );
  expect(error.message).toMatch(/world\.sleep\(\).*'a while'/);
});
