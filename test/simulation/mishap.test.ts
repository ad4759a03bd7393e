/** What may befall a message on its way, as verbs of a scenario: it is late, its answer is lost, it arrives twice. */
import { proxyActivities, condition, defineSignal, setHandler } from '@temporalio/workflow';
import { expect, test } from 'vitest';
import { simulate, type ScenarioContext, type SimulationRun } from '../../src/index.ts';

const go = defineSignal('go');
const activities = { charge: async (): Promise<string> => 'charged' };
const { charge } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

const workflows = {
  async counts(): Promise<number> {
    let signals = 0;
    setHandler(go, () => void signals++);
    await condition(() => signals > 1, '1 minute');
    return signals;
  },
  charges: async (): Promise<string> => charge(),
};

const running = (
  workflow: keyof typeof workflows,
  prepare: (context: ScenarioContext) => void,
): Promise<SimulationRun> =>
  simulate({ workflows, activities, settleWithin: '1 minute' }, async (context) => {
    prepare(context);
    const { workflow: client } = context.client;
    const handle = await client.start(workflow, { taskQueue: 'q', workflowId: 'w' });
    if (workflow === 'counts') await handle.signal(go);
    return handle.result();
  });

const timeOf = ({ trace, startTime }: SimulationRun, name: string): number | undefined => {
  const step = trace.find((taken) => taken.name === name);
  return step && step.at - startTime;
};

test('a request is late by the time that it is told', async () => {
  const run = await running('counts', ({ world }) => world.delay('client:signal go to w', '5 s'));
  expect(timeOf(run, 'client:signal go to w')).toBe(5000);
});

test('a client whose answer is lost asks again, and the service knows the request', async () => {
  const run = await running('counts', ({ world }) => {
    world.loseAnswer('client:start w');
    world.loseAnswer('client:signal go to w');
  });
  expect(run.value).toBe(1);
  expect(run.executions).toHaveLength(1);
  expect(timeOf(run, 'client:start w (2)')).toBe(170);
});

test('a worker whose answer is lost says it again, and is told that it comes too late', async () => {
  const run = await running('charges', ({ world }) =>
    world.loseAnswer('activity:charge#1 completed'),
  );
  expect(timeOf(run, 'activity:charge#1 completed (2)')).toBe(100);
  const types = run.history('w').map(({ type }) => type);
  expect(types.filter((type) => type === 'ActivityTaskCompleted')).toHaveLength(1);
});

test('a workflow task whose answer is lost is done all the same', async () => {
  const run = await running('counts', ({ world }) => {
    world.loseAnswer('workflow:w task completed');
  });
  expect(run.value).toBe(1);
  expect(timeOf(run, 'workflow:w task completed (2)')).toBe(100);
});

test('a request that arrives twice has its effect once', async () => {
  const run = await running('counts', ({ world }) => {
    world.sendTwice('client:signal go to w');
    world.sendTwice('client:start w');
  });
  expect(run.value).toBe(1);
  expect(run.trace.map(({ name }) => name)).toContain('client:signal go to w (2)');
});

test('what has happened already, or has no name, cannot be befallen', async () => {
  await simulate({ workflows, activities }, async ({ client, world }) => {
    await client.workflow.start('charges', { taskQueue: 'q', workflowId: 'w' });
    expect(() => world.sendTwice('client:start w')).toThrow(
      "The option step of world.sendTwice() cannot be 'client:start w': it must be the name of a step that is yet to come.",
    );
    expect(() => world.delay('', 1)).toThrow('step of world.delay()');
    expect(() => world.delay('client:cancel w', -1)).toThrow('the duration of world.delay()');
    expect(() => world.between('2 s', '1 s')).toThrow(
      "second bound of world.between() cannot be '1 s': it must be no less than the first, 2 s",
    );
    expect(world.between('1 s', '2 s')).toBe(1000);
  });
});
