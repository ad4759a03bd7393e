/** The client that activity code has: that of its worker, on whose connection nothing hears of an abort, as on a real one. */
import { activityInfo, Context, getClient, heartbeat, sleep } from '@temporalio/activity';
import type { ClientInterceptors } from '@temporalio/client';
import { condition, proxyActivities } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/index.ts';

const { awaitsOther, startsOther } = proxyActivities<{
  awaitsOther(): Promise<string>;
  startsOther(): Promise<string>;
}>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '10 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

const workflows = {
  async awaits(): Promise<string> {
    return await awaitsOther();
  },
  async starts(): Promise<string> {
    return await startsOther();
  },
  async lasts(): Promise<string> {
    await condition(() => false, '5 minutes');
    return 'lasted';
  },
};

const start = { taskQueue: 'q', workflowId: 'w' };

describe('a call of the client in an activity', () => {
  test('goes on when the activity is cancelled', async () => {
    const ends: string[] = [];
    const activities = {
      async awaitsOther(): Promise<string> {
        const beats = setInterval(heartbeat, 1_000);
        try {
          const options = { taskQueue: 'q', workflowId: 'other' };
          const result = await getClient().workflow.execute(workflows.lasts, options);
          ends.push(result, String(Context.current().cancellationSignal.aborted));
          return result;
        } finally {
          clearInterval(beats);
        }
      },
    };
    const run = await simulate({ workflows, activities }, async ({ client, world }) => {
      const handle = await client.workflow.start(workflows.awaits, start);
      await world.sleep('1 minute');
      await handle.cancel();
      return await handle.result();
    });
    expect(run.value).toBe('lasted');
    expect(ends).toEqual(['lasted', 'true']);
  });
});

/** Interceptors that say in a memo by whose client a workflow was started. */
const signed = (by: string): ClientInterceptors => ({
  workflow: [
    {
      start: (input, next) => next({ ...input, options: { ...input.options, memo: { by } } }),
    },
  ],
});

test('each worker has a client with its own interceptors', async () => {
  const activities = {
    async startsOther(): Promise<string> {
      await sleep(1);
      const { workflowExecution } = activityInfo();
      const workflowId = `of ${workflowExecution?.workflowId}`;
      const handle = await getClient().workflow.start(workflows.lasts, {
        taskQueue: 'one',
        workflowId,
      });
      return String((await handle.describe()).memo?.['by']);
    },
  };
  const workers = ['one', 'two'].map((taskQueue) => ({
    taskQueue,
    interceptors: { client: signed(taskQueue) },
  }));
  const run = await simulate({ workflows, activities, workers }, async ({ client }) =>
    Promise.all(
      ['one', 'two'].map((taskQueue) =>
        client.workflow.execute(workflows.starts, { taskQueue, workflowId: taskQueue }),
      ),
    ),
  );
  expect(run.value).toEqual(['one', 'two']);
});
