/** What a scenario expects of its run: always, sometimes, eventually. */
import { expect, test } from 'vitest';
import { sleep } from '@temporalio/workflow';
import { simulate, type ScenarioContext } from '../../src/index.ts';

const workflows = {
  nap: async (): Promise<void> => sleep('1 minute'),
};

const options = { workflows, taskQueue: 'naps' };

const nap = async ({ client }: ScenarioContext): Promise<void> => {
  await client.workflow.execute('nap', { taskQueue: 'naps', workflowId: 'nap' });
};

test('what holds always may not fail after any step', async () => {
  const broken = simulate(options, async (context) => {
    const { world } = context;
    const start = world.now;
    world.always('it takes no longer than half a minute', ({ now }) => now - start <= 30_000);
    await nap(context);
  });
  await expect(broken).rejects.toMatchObject({
    name: 'LawBrokenError',
    law: { name: 'it takes no longer than half a minute' },
    message: expect.stringContaining("after step '"),
  });
});

test('what holds eventually is asked when nothing is left to happen', async () => {
  const asleep = simulate({ ...options, settleWithin: '1 hour' }, async ({ client, world }) => {
    world.eventually('it wakes', ({ execution }) => execution('nap')?.status === 'COMPLETED');
    await client.workflow.start('nap', { taskQueue: 'naps', workflowId: 'nap' });
  });
  await expect(asleep).resolves.toMatchObject({
    expectations: [{ kind: 'eventually', name: 'it wakes', times: 1 }],
  });
  const abandoned = simulate(options, async ({ client, world }) => {
    world.eventually('it wakes', ({ execution }) => execution('nap')?.status === 'COMPLETED');
    await client.workflow.start('nap', { taskQueue: 'naps', workflowId: 'nap' });
  });
  await expect(abandoned).rejects.toThrow(/eventually\('it wakes'\) does not hold at the end/);
});

test('what holds sometimes is counted, and never is no error of one run', async () => {
  const run = await simulate(options, async (context) => {
    context.world.sometimes(
      'it is asleep',
      ({ executions }) => executions[0]?.status === 'RUNNING',
    );
    context.world.sometimes('it fails', ({ executions }) => executions[0]?.status === 'FAILED');
    await nap(context);
  });
  const [asleep, fails] = run.expectations;
  expect(asleep?.times).toBeGreaterThan(3);
  expect(fails).toEqual({ kind: 'sometimes', name: 'it fails', times: 0 });
});

test('a predicate that throws is told by the name of its expectation', async () => {
  const broken = simulate(options, async (context) => {
    context.world.always('all is well', () => {
      throw new TypeError('no such thing');
    });
    await nap(context);
  });
  await expect(broken).rejects.toThrow(
    "world.always('all is well') threw TypeError: no such thing. It must look at the run",
  );
});

test('two expectations of one run have two names', async () => {
  const twice = simulate(options, async ({ world }) => {
    world.always('all is well', () => true);
    world.sometimes('all is well', () => true);
  });
  await expect(twice).rejects.toThrow(/one that no other expectation has/);
});
