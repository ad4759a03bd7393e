/** Which code has worked on a workflow: in its history, for its own code, and for those who look for it. */
import { condition, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/index.ts';

const go = defineSignal('go');

const workflows = {
  async works(): Promise<string | undefined> {
    let may = false;
    setHandler(go, () => void (may = true));
    await condition(() => may);
    return workflowInfo().currentBuildId;
  },
};

const start = { workflowId: 'w', taskQueue: 'q' };
const worker = { taskQueue: 'q', workflows };

describe('the build of a worker', () => {
  test('is by default that of the SDK', async () => {
    const run = await simulate(worker, async ({ client }) => {
      const handle = await client.workflow.start(workflows.works, start);
      await handle.signal(go);
      return [await handle.result(), (await handle.describe()).searchAttributes];
    });
    const buildId = '@temporalio/worker@1.24.0+lastcall';
    const BuildIds = ['unversioned', `unversioned:${buildId}`];
    expect(run.value).toEqual([buildId, { BuildIds }]);
    const completed = run.history('w').filter(({ type }) => type === 'WorkflowTaskCompleted');
    expect(completed.length).toBeGreaterThan(0);
    for (const { attributes } of completed)
      expect(attributes).toMatchObject({ workerVersion: { buildId } });
  });

  test('may have any letters', async () => {
    const buildId = 'Straße "7" 🚚';
    const run = await simulate({ ...worker, buildId }, async ({ client, world }) => {
      const handle = await client.workflow.start(workflows.works, start);
      await world.sleep(1);
      return (await handle.describe()).searchAttributes;
    });
    expect(run.value).toEqual({ BuildIds: ['unversioned', `unversioned:${buildId}`] });
  });
});
