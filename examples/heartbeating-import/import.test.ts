/** An import stops soon after it is told to, and goes on where a worker that died has left it. */
import { beforeEach, expect, test } from 'lastcall/vitest';
import { createActivities } from './activities.ts';
import * as workflows from './workflows.ts';

const { importFile } = workflows;

const table = { rows: [] as string[] };
const rows = Array.from({ length: 12 }, (_, row) => `row ${row}`);
const options = { workflows, activities: createActivities(table), taskQueue: 'imports' };
const start = { taskQueue: 'imports', workflowId: 'import-1', args: [rows] as [string[]] };

const reset = (): void => void table.rows.splice(0);

beforeEach(reset);

test('imports every row once', options, async ({ client }) => {
  expect(await client.workflow.execute(importFile, start)).toBe(12);
  expect(table.rows).toEqual(rows);
});

test('stops soon after it is cancelled', options, async ({ client, world }) => {
  const handle = await client.workflow.start(importFile, start);
  await world.sleep('2 seconds');
  await handle.cancel();
  const cancelledAt = world.now;
  await expect(handle.result()).rejects.toThrow('Workflow execution cancelled');
  expect(handle).toBeCancelled();
  // Heartbeats are throttled to four fifths of the timeout: it takes as long until the news comes.
  expect(world.now - cancelledAt).toBeLessThanOrEqual(4_000);
});

test('goes on where a dead worker has left it', options, async ({ client, world }) => {
  const handle = await client.workflow.start(importFile, start);
  await world.sleep('7.5 seconds');
  await world.crashWorker();
  expect(await handle.result()).toBe(12);
  expect(world.activity('importRows')).toHaveRun(2);
  expect(new Set(table.rows)).toEqual(new Set(rows));
  expect(table.rows.length).toBeLessThan(2 * rows.length);
});

test.explore(
  'misses no row, whatever befalls its worker and its heartbeats',
  { ...options, place: [], faults: ['workerCrash', 'heartbeatLoss'], beforeEach: reset },
  async ({ client, world }) => {
    const handle = await client.workflow.start(importFile, start);
    await world.settle();
    expect(handle).toBeCompleted(12);
    expect(new Set(table.rows)).toEqual(new Set(rows));
  },
);
