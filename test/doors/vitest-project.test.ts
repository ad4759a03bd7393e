/** A project with lastcall's plugin, run by a vitest of its own: in every pool, by every way to declare a test, and sharded. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);
const folder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const project = folder('project');
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
    const ended = await runProject('--pool', 'forks');
    const verdict = (name: string): string | undefined => ended.get(name)?.meta.lastcall?.verdict;
    const message = (name: string): string | undefined => ended.get(name)?.message;
    expect(names(ended, 'passed').toSorted()).toEqual([...passed, ...timers].toSorted());
    expect(names(ended, 'todo')).toEqual(['to be done', 'to be done in a world']);
    expect(names(ended, 'skipped').toSorted()).toEqual([
      'is skipped',
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

  test('runs a suite that was written for the packages of the SDK as it is', async () => {
    const ended = await runIn(folder('existing-suite'), '--pool', 'vmThreads');
    expect(names(ended, 'passed')).toEqual([
      'an order is shipped after a day',
      'an order that is cancelled is refunded',
      'an activity heartbeats',
    ]);
  });
});
