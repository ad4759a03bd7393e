/** What is said of open workflows where a run goes on without end. */
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/index.ts';

async function broken(): Promise<void> {
  throw new TypeError('total is not a function');
}

async function honest(): Promise<void> {
  throw ApplicationFailure.nonRetryable('no such order');
}

const saidOf = async (workflow: () => Promise<void>, taskQueue: string): Promise<unknown> => {
  const options = { workflows: { broken, honest }, taskQueue: 'q', stepLimit: 400 };
  return await simulate(options, async ({ client }) => {
    await client.workflow.execute(workflow, { workflowId: 'w', taskQueue });
  }).catch((error: unknown) => error);
};

describe('a workflow whose task fails for ever', () => {
  const options = { workflows: { broken }, taskQueue: 'q' };
  const start = { workflowId: 'w', taskQueue: 'q' };

  test('is not awaited for ever', async () => {
    const run = simulate(options, async ({ client }) => {
      await client.workflow.execute(broken, start);
    });
    await expect(run).rejects.toMatchObject({
      name: 'ScenarioStuckError',
      message: expect.stringMatching(
        /all that is left fails again and again .* w waits for its workflow task/,
      ),
    });
  });

  test('fails for as long as its run may last', async () => {
    const run = simulate(options, async ({ client }) => {
      await client.workflow.execute(broken, { ...start, workflowRunTimeout: '30 days' });
    });
    await expect(run).rejects.toThrow('Workflow execution timed out');
  });

  test('fails for as long as the scenario sleeps', async () => {
    const { trace } = await simulate(options, async ({ client, world }) => {
      const handle = await client.workflow.start(broken, start);
      await world.sleep('30 days');
      await handle.terminate();
    });
    expect(trace.length).toBeGreaterThan(3_000);
  });
});

describe('an open workflow', () => {
  test('whose task fails again and again is told with its failure', async () => {
    expect(await saidOf(broken, 'q')).toMatchObject({
      name: 'StepLimitError',
      message: expect.stringMatching(
        /w waits for its workflow task, which is tried again and again \(attempt \d+\): the first failed with 'total is not a function'/,
      ),
    });
  });

  test('that no worker polls for is told so', async () => {
    expect(await saidOf(broken, 'elsewhere')).toMatchObject({
      name: 'ScenarioStuckError',
      message: expect.stringContaining('w waits for a workflow task that no worker takes'),
    });
  });

  test('is not spoken of once it has failed', async () => {
    expect(await saidOf(honest, 'q')).toMatchObject({ name: 'WorkflowFailedError' });
  });
});
