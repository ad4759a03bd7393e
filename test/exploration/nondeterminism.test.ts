/** What differs from run to run for a reason outside of lastcall's control is found, with the step in which it shows and its cause. */
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proxyActivities, sleep } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import {
  explore,
  type ExplorationReport,
  type ExploreOptions,
  type Scenario,
} from '../../src/index.ts';

// as modules do that are loaded before lastcall
const CapturedDate = Date;
const capturedNow = Date.now.bind(Date);
const capturedRandom = Math.random.bind(Math);
const capturedUuid = randomUUID.bind(undefined, { disableEntropyCache: true });
const capturedHrtime = process.hrtime.bind(process);
const capturedPerformance = performance.now.bind(performance);

let runsSoFar = 0;
const seen: string[] = [];
let cached = false;

const file = join(mkdtempSync(join(tmpdir(), 'lastcall-')), 'counter');
writeFileSync(file, '0');

const activities = {
  async fromFile(): Promise<string> {
    const text = await readFile(file, 'utf8');
    writeFileSync(file, String(Number(text) + 1));
    return text;
  },
  async overTheNetwork(): Promise<string> {
    const server = createServer((socket) => socket.end(String(capturedRandom())));
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    const text = await new Promise<string>((resolve) => {
      connect(port, '127.0.0.1').on('data', (data) => resolve(String(data)));
    });
    server.close();
    return text;
  },
  note: async (what: string): Promise<string> => what,
};
const { fromFile, overTheNetwork, note } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
});

const scenario: Scenario<void> = async ({ client }) => {
  await client.workflow.execute('planted', { taskQueue: 'q', workflowId: 'w' });
};

const exploring = (
  planted: () => Promise<unknown>,
  more: Partial<ExploreOptions> = {},
): Promise<ExplorationReport> => explore({ workflows: { planted }, activities, ...more }, scenario);

const goods = ['ale', 'bread', 'cheese', 'dates', 'eggs', 'figs', 'grapes', 'honey'];

type Planted = [string, string, () => Promise<unknown>, Partial<ExploreOptions>?];

const planted: readonly Planted[] = [
  ['Date.now that was captured when its module was loaded', 'clock', async () => capturedNow()],
  ['its constructor', 'clock', async () => `paid at ${new CapturedDate().toISOString()}`],
  ['process.hrtime', 'clock', async () => capturedHrtime()],
  ['performance.now', 'clock', async () => ({ took: capturedPerformance() })],
  ['Math.random that was captured', 'randomness', async () => ({ price: capturedRandom() })],
  ['numbers of crypto', 'randomness', async () => randomInt(1e9, 1e12)],
  ['how long a random pause is', 'randomness', async () => sleep(1000 + randomInt(1e6))],
  [
    'the order of a map whose keys are ids',
    'order',
    async () => {
      const byId = new Map(goods.map((line) => [capturedUuid(), line]));
      return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
    },
  ],
  ['a counter in a module', 'state', async () => `order ${++runsSoFar}`],
  ['a list in a module', 'state', async () => (seen.push('order'), seen)],
  [
    'a cache in a module',
    'state',
    async () => {
      if (!cached) await note('not cached');
      cached = true;
      return 'done';
    },
  ],
  ['a file', 'real I/O', async () => fromFile(), { activityTime: 'real' }],
  ['the network', 'real I/O', async () => overTheNetwork(), { activityTime: 'real' }],
];

describe('what makes runs differ is named', () => {
  test.each<Planted>([...planted])('%s: %s', async (_what, cause, workflow, more) => {
    const report = await exploring(workflow, more);
    expect(report.status, report.verdict).toBe('nondeterministic');
    expect(report.divergence?.cause, report.verdict).toBe(cause);
    expect(report.verdict).toContain(' The likely cause is ');
    expect(report.counterexample).toBeUndefined();
  });
});

test('ids that are others in each run tell no other story', async () => {
  const { status } = await exploring(async () => `order ${capturedUuid()}`);
  expect(status).toBe('holds');
});

test('the step in which it shows is named, and what there was in it', async () => {
  const { verdict } = await exploring(async () => ({ price: capturedRandom() }));
  expect(verdict).toMatch(
    /It shows first in step \d+ 'workflow:w task completed': commands\.0\..*price 0\.\d+.*, then commands\.0\..*price 0\.\d+/,
  );
});

describe('what is so only once is no verdict', () => {
  const workflows = { planted: async (): Promise<void> => sleep(10) };

  test('neither a law that is broken in one run, and not in the same run after it', async () => {
    let runs = 0;
    const options: ExploreOptions = { workflows, place: [], faults: ['eviction'] };
    const report = await explore(options, async (context) => {
      runs++;
      await scenario(context);
      expect(runs).not.toBe(4);
    });
    expect(report.status).toBe('nondeterministic');
    expect(report.verdict).toMatch(
      /scenario was broken in one run \(.*\), and held when the same run was made again\./,
    );
    expect(report.divergence?.cause).toBe('state');
  });

  test('nor a boring run that is another one in the end', async () => {
    let runs = 0;
    const late = async (): Promise<void> => sleep(runs > 3 ? 20 : 10);
    const report = await explore(
      { workflows: { planted: late }, place: ['terminate'], beforeEach: () => void runs++ },
      scenario,
    );
    expect(report.status).toBe('nondeterministic');
    expect(report.divergence?.cause).toBe('state');
  });
});
