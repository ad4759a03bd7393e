/** How long runs are waited for that never come to rest: what loops for ever is given up, and what is placed late has its time. */
import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { describe, expect, test, vi } from 'vitest';
import { PATIENCE } from '../../src/exploration/horizon.ts';
import { explore, replay, type ScenarioContext } from '../../src/index.ts';

// runs of ten thousand steps, several of them
vi.setConfig({ testTimeout: 120_000 });

const begun = async ({ client }: ScenarioContext): Promise<void> => {
  await client.workflow.start('main', { taskQueue: 'q', workflowId: 'main' });
};

const awaited = async ({ client }: ScenarioContext): Promise<void> => {
  await client.workflow.execute('main', { taskQueue: 'q', workflowId: 'main' });
};

/** Its clean-up looks every few seconds for something that never comes. */
async function polls(): Promise<void> {
  try {
    await sleep('1m');
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      for (;;) await condition(() => false, '5s');
    });
    throw error;
  }
}

/** A workflow that is there for ever. */
async function ticks(): Promise<void> {
  for (;;) await sleep('10s');
}

describe('clean-up that goes round for ever', () => {
  test.each([
    ['begun', begun],
    ['awaited', awaited],
  ])('is found out in a scenario in which its workflow is %s', async (_how, scenario) => {
    const options = { workflows: { main: polls } };
    const report = await explore(options, scenario);
    expect(report.counterexample?.violation.law).toBe('settles');
    expect(report.counterexample?.probe.steps).toBeGreaterThan(PATIENCE);
    expect(report.counterexample?.probe.steps).toBeLessThan(PATIENCE + 100);
    expect(String(report)).toContain('main was asked to cancel and is still open');
  });
});

describe('a workflow that is there for ever', () => {
  test('is run for as long as patience lasts, and can be cancelled at the very end of it', async () => {
    const options = { workflows: { main: ticks } };
    const { boring, status } = await explore({ ...options, budget: { schedules: 3 } }, begun);
    expect(status).toBe('stopped');
    expect(boring.steps).toBeGreaterThan(PATIENCE);
    const last = boring.run?.trace.at(-1)?.name ?? '';
    const cancelled = await replay(options, begun, `after ${last} -> cancel main`);
    expect(cancelled.message).toMatch(/^holds/);
    expect(cancelled.run?.executions.map(({ status: closed }) => closed)).toEqual(['CANCELED']);
  });

  test('has as much time after the cancellation as any other, to be found out if it swallows that', async () => {
    async function swallows(): Promise<void> {
      for (;;) {
        try {
          await CancellationScope.cancellable(async () => ticks());
        } catch (error) {
          if (!isCancellation(error)) throw error;
          await CancellationScope.nonCancellable(async () => ticks());
        }
      }
    }
    const options = { workflows: { main: swallows } };
    const { counterexample } = await explore({ ...options, budget: { schedules: 3 } }, begun);
    expect(counterexample?.violation.message).toMatch(
      /main was asked to cancel and is still open, and \d+(\.\d+)? h/,
    );
  });
});
