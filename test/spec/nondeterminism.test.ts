/** Workflow code that does not do what its history says: its task fails, or the workflow, as the worker is set. */
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { condition, sleep, workflowInfo } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { simulate, type SimulationOptions } from '../../src/index.ts';

const workflows = {
  async forgetsItsTimer(): Promise<void> {
    if (!workflowInfo().unsafe.isReplaying) await sleep('1 minute');
    await condition(() => false);
  },
  async sleeps(): Promise<void> {
    await sleep('1 minute');
  },
};

type FailureTypes = SimulationOptions['workflowFailureErrorTypes'];

async function lastOf(
  workflowFailureErrorTypes: FailureTypes,
  workflow: keyof typeof workflows = 'forgetsItsTimer',
): Promise<{ readonly failed: readonly string[]; readonly error: unknown }> {
  const options = { workflows, taskQueue: 'q', maxCachedWorkflows: 0, workflowFailureErrorTypes };
  const run = await simulate(options, async ({ client, world }) => {
    const start = { workflowId: 'w', taskQueue: 'q' };
    const handle = await client.workflow.start(workflows[workflow], start);
    await world.sleep('2 minutes');
    const { status } = await handle.describe();
    if (status.name === 'RUNNING') await handle.terminate();
    return await handle.result().catch((error: unknown) => error);
  });
  const failed = run.history('w').filter(({ type }) => type.endsWith('Failed'));
  return { failed: failed.map(({ type }) => type), error: run.value };
}

describe('where workflow code no longer does what it did', () => {
  test('its workflow task fails, once, and the workflow waits for better code', async () => {
    expect((await lastOf(undefined)).failed).toEqual(['WorkflowTaskFailed']);
  });

  test.for<[string, FailureTypes]>([
    ['for all', { '*': ['NondeterminismError'] }],
    ['for its type', { forgetsItsTimer: ['DeterminismViolationError'] }],
    ['along with all other errors', { '*': ['Error'] }],
  ])('the workflow fails where the worker says so %s', async ([, types]) => {
    const { failed, error } = await lastOf(types);
    expect(failed).toEqual(['WorkflowExecutionFailed']);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    const { cause } = error as WorkflowFailedError;
    expect(cause).toBeInstanceOf(ApplicationFailure);
    expect(cause?.message).toMatch(/Nondeterminism error/);
  });

  test.for<[string, FailureTypes]>([
    ['other types of workflows', { sleeps: ['NondeterminismError'] }],
    ['other errors', { '*': ['TypeError'] }],
  ])('what is said of %s is of no consequence', async ([, types]) => {
    expect((await lastOf(types)).failed).toEqual(['WorkflowTaskFailed']);
  });

  test('code that does what it did is not hindered', async () => {
    expect((await lastOf({ '*': ['NondeterminismError'] }, 'sleeps')).failed).toEqual([]);
  });
});
