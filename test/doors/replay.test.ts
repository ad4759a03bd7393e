/** Replaying histories with the worker of the door "lastcall/worker". */
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, test } from 'vitest';
import { simulate, type ScenarioContext } from '../../src/index.ts';
import { historyToJson } from '../../src/protocol/history-json.ts';
import { ReplayError, Worker, type ReplayResult } from '../../src/worker.ts';
import { parcel, release, type ParcelActivities } from './replayed/parcel.ts';

type Handle = Awaited<ReturnType<ScenarioContext['client']['workflow']['start']>>;
type History = Awaited<ReturnType<Handle['fetchHistory']>>;

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`replayed/${name}.ts`, import.meta.url));

const same = { workflowsPath: pathOf('parcel') };
const otherOrder = { workflowsPath: pathOf('parcel-that-waits-first') };
const broken = { workflowsPath: pathOf('parcel-that-breaks') };

let done = 0;
const activities: ParcelActivities = {
  pack: async (id) => `packed ${id} as ${++done}`,
  weigh: async () => ++done,
};

/** Plays a parcel up to somewhere, and gives its history in both forms. */
async function played(
  play: (handle: Handle, world: ScenarioContext['world']) => Promise<unknown>,
): Promise<{ readonly message: History; readonly json: unknown }> {
  const options = { workflows: { parcel }, activities, taskQueue: 'parcels' };
  const run = await simulate(options, async ({ client, world }) => {
    const start = { taskQueue: 'parcels', workflowId: 'p', args: ['7'] as [string] };
    const handle = await client.workflow.start(parcel, start);
    await play(handle as Handle, world);
    return await handle.fetchHistory();
  });
  return { message: run.value, json: historyToJson(run.history('p')) };
}

type Played = Awaited<ReturnType<typeof played>>;

let completed: Played;
let cancelled: Played;
let open: Played;
let released: Played;

beforeAll(async () => {
  completed = await played(async (handle) => {
    await handle.signal(release);
    await handle.result();
  });
  cancelled = await played(async (handle, world) => {
    await world.sleep('1 minute');
    await handle.cancel();
    await handle.result().catch(() => undefined);
  });
  open = await played((_handle, world) => world.sleep('1 minute'));
  released = await played(async (handle, world) => {
    await world.sleep('2 hours');
    await world.crashWorker();
    await handle.signal(release);
  });
});

const histories = (): readonly (readonly [string, Played])[] => [
  ['one that has completed', completed],
  ['one that was cancelled', cancelled],
  ['one that is open', open],
  ['one whose last workflow task was not dealt with', released],
];

describe('a history is replayed', () => {
  test('by the code that made it, as a message and as JSON', async () => {
    for (const [, { message, json }] of histories()) {
      await Worker.runReplayHistory(same, message, 'p');
      await Worker.runReplayHistory(same, json);
      await Worker.runReplayHistory(same, JSON.stringify(json));
    }
  });

  test('by other code, which does not fit', async () => {
    for (const [, { message }] of histories()) {
      const replay = Worker.runReplayHistory(otherOrder, message);
      await expect(replay).rejects.toBeInstanceOf(DeterminismViolationError);
      await expect(replay).rejects.toThrow(/not compatible with the history.*TMPRL1100/);
    }
  });

  test('by code that breaks', async () => {
    const replay = Worker.runReplayHistory(broken, completed.message);
    await expect(replay).rejects.toBeInstanceOf(ReplayError);
    await expect(replay).rejects.toThrow(/workflow task failure.*no such parcel/);
  });

  test('by code that is not there', async () => {
    const nothing = { workflowsPath: pathOf('../order') };
    await expect(Worker.runReplayHistory(nothing, completed.message)).rejects.toThrow(/parcel/);
  });

  test('without running activities', async () => {
    const before = done;
    for (const [, { message }] of histories())
      await Worker.runReplayHistory({ ...same, activities }, message);
    expect(done).toBe(before);
  });

  test('that another tool has read from a file', async () => {
    await Worker.runReplayHistory(same, historyToJSON(completed.message));
  });
});

test('several histories give a result each, in order', async () => {
  async function* all(): AsyncGenerator<{ workflowId: string; history: History }> {
    for (const [workflowId, { message: history }] of histories()) yield { workflowId, history };
  }
  const results: ReplayResult[] = [];
  for await (const result of Worker.runReplayHistories(same, all())) results.push(result);
  expect(results.map(({ workflowId }) => workflowId)).toEqual(histories().map(([name]) => name));
  expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
  const runIds = results.map(({ runId }) => runId);
  const started = completed.message.events?.[0]?.workflowExecutionStartedEventAttributes;
  expect(runIds[0]).toBe(started?.originalExecutionRunId);
});

test.for([
  [undefined, /is not a list of events/],
  [{ events: [] }, /is empty/],
  ['{', /JSON/],
] as const)('%j is no history', async ([history, complaint]) => {
  await expect(Worker.runReplayHistory(same, history)).rejects.toThrow(complaint);
});

test('the end of a history is no history', async () => {
  const events = (open.json as { events: readonly object[] }).events.slice(1);
  await expect(Worker.runReplayHistory(same, { events })).rejects.toThrow();
});
