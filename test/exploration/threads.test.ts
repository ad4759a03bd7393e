/** Explorations in several threads find what one thread finds, in the same order; and what befalls a thread is told. */
import { describe, expect, test, vi } from 'vitest';
import {
  explore,
  type ExplorationReport,
  type ModuleExploreOptions,
  type ScenarioContext,
} from '../../src/index.ts';
import { ProbeThreads } from '../../src/exploration/probe-threads.ts';

// each thread loads everything anew
vi.setConfig({ testTimeout: 120_000 });

const module = new URL('../doors/scenarios/threads.ts', import.meta.url);

const exploring = (
  name: string | undefined,
  workers: number,
  changes: Partial<ModuleExploreOptions> = {},
): Promise<ExplorationReport> => explore({ module, export: name, workers, ...changes });

/** A report without what differs from one time to the next. */
function dataOf(report: ExplorationReport): object {
  const {
    elapsedMs: _,
    counterexample,
    ...data
  } = JSON.parse(JSON.stringify(report)) as {
    elapsedMs: number;
    counterexample?: { figures: object };
  };
  const { elapsedMs: __, ...figures } = (counterexample?.figures ?? {}) as { elapsedMs?: number };
  return { ...data, counterexample: counterexample && { ...counterexample, figures } };
}

describe('several threads find what one finds', () => {
  test.each<[string, string, Partial<ModuleExploreOptions>]>([
    [
      'a part of all schedules of two deviations',
      'twice',
      { deviations: 2, faults: ['eviction'], shard: { index: 2, count: 3 } },
    ],
    [
      'every order, and what chance brings, within a budget',
      'twice',
      {
        orders: true,
        lateness: '1s',
        deeper: true,
        budget: { schedules: 500, time: '10 minutes' },
      },
    ],
    ['the same counterexample', 'careless', { deviations: 2, place: ['terminate', 'cancel'] }],
  ])('%s', async (_what, name, changes) => {
    const one = await exploring(name, 1, changes);
    const two = await exploring(name, 2, changes);
    expect(dataOf(two)).toEqual(dataOf(one));
    expect(two.counterexample?.text).toEqual(one.counterexample?.text);
    expect(two.counterexample?.probe.run?.history('w').length).toBe(
      one.counterexample?.probe.run?.history('w').length,
    );
  });
});

describe('what goes wrong in a thread is told', () => {
  const failing = (name: string, changes?: Partial<ModuleExploreOptions>): Promise<Error> =>
    exploring(name, 2, changes).then(
      (report) => {
        throw new Error(`it went well: ${report.verdict}`);
      },
      (error: Error) => error,
    );

  test('where it ends itself', async () => {
    const { name, message } = await failing('ends');
    expect(name).toBe('ExplorationThreadError');
    expect(message).toBe(
      "A thread of the exploration ended with exit code 3 in the schedule 'before workflow:w task started -> cancel w'. " +
        'To see it in this process, explore with workers: 1.',
    );
  });

  test('where something is thrown that nobody catches', async () => {
    const { message } = await failing('throws');
    expect(message).toMatch(
      /^A thread of the exploration threw Error: out of nowhere in the schedule 'before workflow:w /,
    );
  });

  test('where it never comes back', async () => {
    const open = vi.spyOn(ProbeThreads, 'open');
    const actual = open.getMockImplementation() ?? ProbeThreads.open;
    open.mockRestore();
    const spied = vi
      .spyOn(ProbeThreads, 'open')
      .mockImplementation((start, count) =>
        actual.call(ProbeThreads, { ...start, patience: 4000 }, count),
      );
    const { message } = await failing('loops').finally(() => spied.mockRestore());
    expect(message).toMatch(
      /^A thread of the exploration has been silent for \d+ s, most likely in an endless loop, in the schedule 'before workflow:w /,
    );
  });

  test('where its runs are not those of this thread', async () => {
    const report = await exploring('moody', 2);
    expect(report.status).toBe('nondeterministic');
    expect(report.verdict).toMatch(
      /a run in another thread and the same run in this one .* differ/,
    );
  });

  test('where a law throws, as everywhere', async () => {
    const report = await exploring('withThrowingLaw', 2);
    expect(report.counterexample?.violation).toMatchObject({
      law: 'PredicateFailedError',
      message: expect.stringContaining('The law my-law threw TypeError: oh.'),
    });
  });
});

describe('what is no module of a scenario is refused', () => {
  const refused = (options: object): Promise<Error> =>
    explore(options as ModuleExploreOptions).then(
      () => {
        throw new Error('it was accepted');
      },
      (error: Error) => error,
    );

  test.each([
    [{ module: 'missing.ts' }, /^missing\.ts cannot be loaded: /],
    [
      { module: new URL('https://example.org/') },
      /must be a file, and 'https:[^']*' is none: give new URL/,
    ],
    [{ module, export: 'nothing' }, /threads\.ts has no export 'nothing': it exports .*careless, /],
    [{ module, export: 'noFunction' }, /The export 'noFunction' of .* is no scenario: it must be/],
    [{ module }, /threads\.ts must export 'options' .* and 'scenario'/],
    [
      { module, workers: 0 },
      /workers cannot be 0: it must be a whole number of threads, at least 1/,
    ],
    [{ module, workers: [{}] }, /workers cannot be an array: .*workers of Temporal are among/],
    [{ module, workflows: {} }, /workflows cannot be an object: .*that the module exports/],
    [
      { module, export: 'twice', place: [{ kind: 'signal', name: 's', args: [() => 1] }] },
      /place cannot be an array: it must be data, which can go to another thread/,
    ],
  ])('%j', async (options, message) => {
    const error = await refused(options);
    expect(error.message).toMatch(message);
    expect(error.name).toMatch(/^(ScenarioModuleError|OptionError)$/);
  });

  test('a scenario that is none, and threads for one that is in no module', async () => {
    const { message } = await refused({ workflows: {} });
    expect(message).toMatch(
      /scenario cannot be undefined: it must be a function of \{ client, world \}, or/,
    );
    const scenario = async (_: ScenarioContext): Promise<void> => undefined;
    await expect(explore({ workflows: {}, workers: 2 as never }, scenario)).rejects.toThrow(
      /workers cannot be 2: .* its scenario must be in a module: explore\(\{ module: /,
    );
  });
});
