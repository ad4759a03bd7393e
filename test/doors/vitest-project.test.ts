/** A project with lastcall's plugin, run by a vitest of its own: in every pool, by every way to declare a test, and sharded. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);
const folderOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const project = folderOf('project');
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

interface Ended {
  readonly status: string;
  readonly message: string;
  readonly meta: { readonly lastcall?: { readonly verdict: string } | undefined };
}

/** Runs the project. @returns how each test has ended, by its full name */
const runProject = (...args: readonly string[]): Promise<ReadonlyMap<string, Ended>> =>
  runIn(project, ...args);

async function runIn(
  root: string,
  ...args: readonly string[]
): Promise<ReadonlyMap<string, Ended>> {
  const all = [vitest, 'run', '--root', root, '--reporter', 'json', ...args];
  const { stdout } = await run(process.execPath, all, {
    env: { ...process.env, NO_COLOR: '1', VITEST: undefined, VITEST_POOL_ID: undefined },
    maxBuffer: 1e8,
  }).catch((failed: { stdout: string }) => failed);
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    testResults: {
      assertionResults: {
        fullName: string;
        status: string;
        failureMessages?: string[];
        meta: Ended['meta'];
      }[];
    }[];
  };
  return new Map(
    testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .map(({ fullName, status, failureMessages, meta }) => [
        fullName,
        { status, message: failureMessages?.join('\n') ?? '', meta },
      ]),
  );
}

const names = (ended: ReadonlyMap<string, Ended>, status: string): readonly string[] =>
  [...ended].flatMap(([name, one]) => (one.status === status ? [name] : []));

const timers = [
  'an activity waits byGlobal in virtual time',
  'an activity waits byCopy in virtual time',
  'an activity waits byPromise in virtual time',
  'a cancellation scope keeps its context',
];

const threads = 'is explored in several threads';

const passed = [
  threads,
  'only this one',
  'and only this exploration',
  'plain',
  'plain with options',
  'has the timeout of its options',
  'expected to fail',
  'run by a condition',
  'each 1, 2',
  'each 3, 4',
  'each of 5',
  'each row of 7',
  'each plain 1',
  'each plain 2',
  'for 1, 2',
  'for plain 9',
  'beside each other waits 1 days',
  'beside each other waits 2 days',
  'beside each other waits 3 days',
  'with fixtures of vitest',
  'holds',
  'is stopped',
  'runs shard 1 of 2',
  'runs shard 2 of 2',
  'has the timeout of its budget',
];

describe.concurrent('a project with the plugin', { timeout: 120_000 }, () => {
  test.for(['threads', 'vmThreads'])('runs in the pool %s', async (pool) => {
    const ended = await runProject('--pool', pool, '-t', [...timers, threads].join('|'));
    expect(names(ended, 'passed').toSorted()).toEqual([...timers, threads].toSorted());
  });

  test('has every way to declare a test, and runs explorations as tests', async () => {
    const ended = await runProject('--pool', 'forks', '--allowOnly');
    const verdict = (name: string): string | undefined => ended.get(name)?.meta.lastcall?.verdict;
    const message = (name: string): string | undefined => ended.get(name)?.message;
    expect(names(ended, 'passed').toSorted()).toEqual([...passed, ...timers].toSorted());
    expect(names(ended, 'todo')).toEqual(['to be done', 'to be done in a world']);
    expect(names(ended, 'skipped').toSorted()).toEqual([
      'is skipped',
      'nor this exploration',
      'not this one',
      'skipped',
      'skipped by a condition',
      'skipped from within',
    ]);
    expect(names(ended, 'failed').toSorted()).toEqual([
      'is broken',
      'is not deterministic',
      'not expected to fail',
      'waits for something real',
    ]);
    expect(message('waits for something real')).toMatch(
      /^RealTimeLimitError: For 400 ms of real time the scenario has been waiting/,
    );
    expect(message('not expected to fail')).toContain(
      'expected order-7 to be cancelled, but order-7 completed with "shipped 7"',
    );
    expect(verdict('holds')).toMatch(/^holds: complete for up to 1 deviation \(\d+ schedules/);
    expect(verdict('is stopped')).toMatch(/^stopped at 3 of about \d+ schedules/);
    expect(message('is broken')).toContain(
      'before workflow:order-7 task completed -> cancel order-7',
    );
    expect(message('is broken')).toMatch(/explorations\.case\.ts:\d+/);
    expect(message('is not deterministic')).toMatch(/explorations\.case\.ts:\d+/);
  });

  test('is split by its files where it is sharded, so that each exploration runs once', async () => {
    const shards = await Promise.all(
      [1, 2].map((index) => runProject('--shard', `${index}/2`, '-t', 'holds')),
    );
    expect(shards.flatMap((ended) => names(ended, 'passed'))).toEqual(['holds']);
  });

  test('runs again what has changed where it is watched', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lastcall-'));
    const from = (file: string): string => JSON.stringify(folderOf(file));
    const written = (days: number): string => `
      import { expect, test } from ${from('../../src/vitest.ts')};
      import { activities, order, workflows } from ${from('order.ts')};
      test('waits ${days} days', { workflows, activities }, async ({ client, world }) => {
        const start = { taskQueue: 'q', workflowId: 'w', args: ['7'] };
        const handle = await client.workflow.start(order, start);
        await world.sleep('${days} days');
        expect(handle).toBeCompleted('shipped 7');
      });`;
    const file = join(folder, 'watched.test.ts');
    await writeFile(file, written(2));
    await writeFile(
      join(folder, 'vitest.config.ts'),
      `import { lastcall } from ${from('../../src/vitest-plugin.ts')}; export default { plugins: [lastcall()] };`,
    );
    await symlink(folderOf('../../node_modules'), join(folder, 'node_modules'));
    const watching = spawn(
      process.execPath,
      [vitest, '--watch', '--root', folder, '--reporter', 'verbose'],
      {
        env: {
          ...process.env,
          NO_COLOR: '1',
          CI: '',
          VITEST: undefined,
          VITEST_POOL_ID: undefined,
        },
      },
    );
    let out = '';
    const says = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (out.includes(text)) resolve();
        };
        watching.stdout.on('data', look);
        watching.on('exit', () => reject(new Error(out)));
        look();
      });
    for (const stream of [watching.stdout, watching.stderr])
      stream.on('data', (data) => (out += String(data)));
    try {
      await says('waits 2 days');
      await says('Waiting for file changes');
      await writeFile(file, written(3));
      await says('waits 3 days');
      expect(out).not.toMatch(/FAIL|×/);
    } finally {
      watching.removeAllListeners('exit');
      watching.kill();
      await rm(folder, { recursive: true });
    }
  });

  test('runs a suite that was written for the packages of the SDK as it is', async () => {
    const ended = await runIn(folderOf('existing-suite'), '--pool', 'vmThreads');
    expect(names(ended, 'passed')).toEqual([
      'an order is shipped after a day',
      'an order that is cancelled is refunded',
      'an activity heartbeats',
    ]);
  });
});
