/** The places that counterexamples name: the line that is at fault, and not just any that was run. */
import { CancelledFailure, Context, heartbeat, sleep as pause } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import { describe, expect, test, vi } from 'vitest';
import { explore, type Counterexample, type ScenarioContext } from '../../src/index.ts';

// each test is an exploration
vi.setConfig({ testTimeout: 60_000 });

const activities = {
  async work(): Promise<void> {
    for (let beat = 0; beat < 6; beat++) {
      heartbeat(beat);
      await pause(1000);
    }
  },
  async tidy(): Promise<void> {},
};

const { work, tidy } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '2s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Runs a workflow with every cancellation worth trying. */
async function found(
  main: () => Promise<unknown>,
  mine: Partial<typeof activities> = {},
): Promise<Counterexample['story'] | undefined> {
  const scenario = async ({ client }: ScenarioContext): Promise<void> => {
    await client.workflow.start('main', { taskQueue: 'q', workflowId: 'main' });
  };
  const options = { workflows: { main }, activities: { ...activities, ...mine } };
  return (await explore(options, scenario)).counterexample?.story;
}

describe('in workflows', () => {
  test('the promise whose rejection nothing handles is named where it was made', async () => {
    async function listens(): Promise<void> {
      void CancellationScope.current().cancelRequested.finally(() => undefined);
      await work();
    }
    const story = await found(listens);
    expect(story?.place?.why).toBe('nothing handles the rejection of this promise');
    expect(story?.place?.site).toContain('at listens (');
  });

  test('work that never begins is named, and not what was called after it', async () => {
    async function leaves(): Promise<void> {
      const left = CancellationScope.nonCancellable(async () => tidy());
      await sleep('1s');
      await left;
    }
    const story = await found(leaves);
    expect(story?.place?.why).toBe('activity tidy: never begins');
    expect(story?.lines.map(({ what }) => what)).toContain('activity tidy is cut off');
  });

  test('a call that the runtime resolves as cancelled is one that rejects', async () => {
    async function swallows(): Promise<void> {
      await CancellationScope.nonCancellable(async () => tidy());
      await work().catch(() => undefined);
    }
    const story = await found(swallows);
    expect(story?.place?.why).toMatch(/^activity work: (rejected|thrown) there$/);
  });
});

describe('in activities', () => {
  test('the sleep on a cancelled context is named, and where the workflow called', async () => {
    async function cleans(): Promise<void> {
      try {
        await activities.work();
      } finally {
        await pause(300);
      }
    }
    const story = await found(async () => work(), { work: cleans });
    expect(story?.placeInActivity?.site).toMatch(/^at (Object\.)?cleans \(/);
    expect(story?.placeInActivity?.why).toBe('activity work sleeps on its cancelled context');
    expect(story?.place?.why).toContain('activity work');
  });

  test('the error is named that took the place of the cancellation', async () => {
    async function wraps(): Promise<void> {
      try {
        await activities.work();
      } catch (error) {
        throw ApplicationFailure.nonRetryable(`failed: ${String(error)}`);
      }
    }
    const story = await found(async () => work(), { work: wraps });
    expect(story?.placeInActivity?.site).toContain('wraps (');
  });

  test('what goes on behind the report is named', async () => {
    async function beats(): Promise<void> {
      setInterval(() => heartbeat(), 500);
      await Context.current().cancelled;
    }
    const run = async (): Promise<void> => {
      await Promise.race([beats(), pause(4000)]).catch((error: unknown) => {
        if (error instanceof CancelledFailure) throw error;
      });
    };
    const story = await found(async () => work(), { work: run });
    expect(story?.law).toBe('no-work-after-report');
    expect(story?.placeInActivity?.site).toMatch(/^at <anonymous> \(.*places\.test\.ts/);
  });
});
