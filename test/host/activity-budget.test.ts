/** Loops in activity code that would never end: they are stopped, and the activity is named. */
import { cancelled, heartbeat, sleep } from '@temporalio/activity';
import { proxyActivities } from '@temporalio/workflow';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installAmbientGlobals, type Uninstall } from '../../src/host/ambient-globals.ts';
import { ActivityBudgetError } from '../../src/host/simulation-error.ts';
import { simulate } from '../../src/index.ts';
import { Attempts } from './attempts.ts';

let uninstall: Uninstall;
beforeEach(() => {
  uninstall = installAmbientGlobals();
});
afterEach(() => uninstall());

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

test.each([
  ['sleeps on its context', async () => sleep(5000)],
  ['waits to hear of its cancellation', async () => cancelled()],
])('a loop that %s again and again when it is cancelled is stopped', async (_what, call) => {
  const attempts = new Attempts({ activity: async () => insist(call) });
  await attempts.start('activity');
  await expect(attempts.cancel()).rejects.toThrow(ActivityBudgetError);
});

test('a loop that gives up after some tries is not', async () => {
  let tries = 0;
  const patient = async (): Promise<void> => {
    while (tries < 100) {
      tries++;
      await sleep(5000).catch(() => undefined);
    }
  };
  const attempts = new Attempts({ activity: patient });
  await attempts.start('activity');
  await attempts.cancel();
  expect(attempts.outcome).toEqual(expect.objectContaining({ status: 'completed' }));
});

test('the simulation ends with an error that says which activity it is, and what to do', async () => {
  const activities = {
    async poll(): Promise<void> {
      await insist(async () => {
        heartbeat();
        await sleep(1000);
        throw new Error('503');
      });
    },
  };
  const { poll } = proxyActivities<typeof activities>({
    startToCloseTimeout: '1m',
    heartbeatTimeout: '2s',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
  const run = simulate(
    { workflows: { main: async () => poll() }, activities },
    async ({ client, world }) => {
      const handle = await client.workflow.start('main', { taskQueue: 'q', workflowId: 'main' });
      await world.sleep('3s');
      await handle.cancel();
      await handle.result();
    },
  );
  await expect(run).rejects.toThrow(
    /^Activity poll \(1\) went on waiting on its context 10000 times .* Let CancelledFailure out of the loop\.$/,
  );
});
