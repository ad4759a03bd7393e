/** Children that are given no id: steps and placements name them for their parents, so that schedules survive edits of the code. */
import { executeChild, proxyActivities, sleep, uuid4 } from '@temporalio/workflow';
import { expect, test } from 'vitest';
import { explore, replay, simulate, type ScenarioContext } from '../../src/index.ts';

const { seal } = proxyActivities<{ seal(): Promise<void> }>({ startToCloseTimeout: '1m' });
const activities = { seal: async (): Promise<void> => {} };

async function pack(): Promise<void> {
  await executeChild('wrap');
  await seal();
}

const wrap = async (): Promise<void> => sleep('1s');

async function main(): Promise<void> {
  await executeChild(pack);
  await executeChild(pack);
}

const options = { workflows: { main, pack, wrap }, activities };

const scenario = async ({ client }: ScenarioContext): Promise<void> => {
  await client.workflow.start('main', { taskQueue: 'q', workflowId: 'order-7' });
};

test('the names of steps say whose child it is, of which type, and which one of them', async () => {
  const { trace, executions } = await simulate({ ...options, settleWithin: '1m' }, scenario);
  const named = trace.flatMap(({ name }) => /^workflow:(\S+) task started$/.exec(name)?.[1] ?? []);
  expect(named).toEqual([
    'order-7',
    'order-7/pack#1',
    'order-7/pack#1/wrap#1',
    'order-7/pack#2',
    'order-7/pack#2/wrap#1',
  ]);
  // the ids themselves are drawn, as by the SDK everywhere
  expect(executions[1]?.workflowId).toMatch(/^[0-9a-f]{8}-/);
});

test('a schedule that interrupts one is replayed after an edit by which its id is another one', async () => {
  const edited = {
    ...options,
    workflows: {
      ...options.workflows,
      async main(): Promise<void> {
        uuid4();
        await main();
      },
    },
  };
  const schedule = 'before workflow:order-7/pack#2/wrap#1 task started -> cancel order-7/pack#2';
  const place = ['childCancel'] as const;
  const before = await replay({ ...options, place }, scenario, schedule);
  const after = await replay({ ...edited, place }, scenario, schedule);
  expect([before.status, after.status]).toEqual(['holds', 'holds']);
  const ids = [before, after].map(({ run }) => run?.executions[3]?.workflowId);
  expect(ids[0]).not.toBe(ids[1]);
  const ends = [before, after].map(({ run }) => run?.executions[3]?.status);
  expect(ends).toEqual(['CANCELED', 'CANCELED']);
});

test('a counterexample and the law it breaks name it so', async () => {
  async function stubborn(): Promise<void> {
    await sleep('1s').catch(() => undefined);
  }
  const workflows = { main: async () => executeChild(stubborn).catch(() => undefined), stubborn };
  const { counterexample } = await explore({ workflows, place: ['childCancel'] }, scenario);
  expect(counterexample?.text).toMatch(/-> cancel order-7\/stubborn#1$/);
  expect(counterexample?.story.lines.map(({ workflowId }) => workflowId)).toContain(
    'order-7/stubborn#1',
  );
});

test('a message may be sent to it by that name', async () => {
  const message = { kind: 'signal', name: 'hurry', workflowId: 'order-7/pack#1' } as const;
  const { counterexample } = await explore({ ...options, place: [message] }, scenario);
  expect(counterexample?.violation.law).toBe('nothing-accepted-is-lost');
  expect(counterexample?.text).toMatch(/-> signal hurry to order-7\/pack#1$/);
});
