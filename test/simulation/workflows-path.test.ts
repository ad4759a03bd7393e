/** Workflow code that is named by the path of its module: it is loaded, and each run's own if it can be required. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadWorkflows } from '../../src/host/load-workflows.ts';
import { provideImport } from '../../src/host/load-module.ts';
import { explore, replay, simulate, type SimulationOptions } from '../../src/index.ts';

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../host/modules/${name}`, import.meta.url));

const start = { taskQueue: 'q', args: [] };

/** What several runs of a workflow give, one after the other. */
async function results(workflow: string, options: SimulationOptions): Promise<unknown> {
  const run = await simulate(options, async ({ client }) => {
    const given: unknown[] = [];
    for (const workflowId of ['first', 'second'])
      given.push(await client.workflow.execute(workflow, { ...start, workflowId }));
    return given;
  });
  return run.value;
}

describe('modules that can be required', () => {
  const workflowsPath = pathOf('counter.cjs');

  test('are evaluated anew for each run, with the modules that they require', async () => {
    const own = [2, 2];
    expect(await results('counts', { workflowsPath })).toEqual([own, own]);
  });

  test('are evaluated anew where a run is made anew, so that it does the same again', async () => {
    const anew = { workflowsPath, maxCachedWorkflows: 0 };
    expect(await results('counts', anew)).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  test('may be named by a file URL, and without their endings', async () => {
    for (const path of [
      new URL('../host/modules/counter.cjs', import.meta.url).href,
      pathOf('counter'),
    ])
      expect(await results('counts', { workflowsPath: path })).toHaveLength(2);
  });

  test('may be those of one worker among others', async () => {
    const workers = [
      { taskQueue: 'q', workflowsPath },
      {
        taskQueue: 'other',
        workflows: {
          async other(): Promise<string> {
            return 'other';
          },
        },
      },
    ];
    const run = await simulate({ workers }, async ({ client }) => [
      await client.workflow.execute('counts', { ...start, workflowId: 'a' }),
      await client.workflow.execute('other', { taskQueue: 'other', workflowId: 'b' }),
    ]);
    expect(run.value).toEqual([[2, 2], 'other']);
  });

  test('share what they keep with their interceptors, run by run', async () => {
    const interceptors = [pathOf('count-interceptors.cjs')];
    const workflows = await loadWorkflows({ workflows: workflowsPath, interceptors });
    expect(await results('counts', { workflows })).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });

  test('do without what they are to ignore', async () => {
    const workflows = pathOf('with-tool.cjs');
    const with_ = await loadWorkflows({ workflows });
    expect(await results('asks', { workflows: with_ })).toEqual(['function', 'function']);
    const without = await loadWorkflows({ workflows, ignored: ['node:os'] });
    expect(await results('asks', { workflows: without })).toEqual(['undefined', 'undefined']);
  });

  test('are explored and replayed', async () => {
    const options = { workflowsPath, taskQueue: 'q' };
    const scenario: Parameters<typeof explore>[1] = async ({ client }) => {
      await client.workflow.execute('counts', { ...start, workflowId: 'w' });
    };
    expect((await explore(options, scenario)).status).toBe('holds');
    const { status } = await replay(
      options,
      scenario,
      'before workflow:w activated (2) -> cancel w',
    );
    expect(status).toBe('holds');
  });
});

describe('modules that are shared by all runs', () => {
  test('are those that cannot be evaluated twice, and somebody is told', async () => {
    const told: unknown[] = [];
    const workflows = await loadWorkflows(
      { workflows: pathOf('once.cjs') },
      (error) => void told.push(error),
    );
    expect(await results('counts', { workflows })).toEqual([1, 2]);
    expect(told).toEqual([new Error('evaluated twice')]);
  });

  test('are ES modules', async () => {
    expect(await results('counts', { workflowsPath: pathOf('esm.mjs') })).toEqual([1, 2]);
  });

  test('are those that a test runner has compiled', async () => {
    const runs = { count: 0 };
    provideImport(async () => ({ counts: async () => ++runs.count }));
    try {
      const workflows = await loadWorkflows({ workflows: pathOf('counter.cjs') });
      expect(await results('counts', { workflows })).toEqual([1, 2]);
    } finally {
      provideImport(undefined);
    }
  });
});

describe('a path is refused', () => {
  const refused = (options: object): Promise<unknown> => simulate(options, () => undefined);

  test('beside workflows', async () => {
    const options = { workflows: {}, workflowsPath: pathOf('counter.cjs') };
    await expect(refused(options)).rejects.toThrow(
      /workflowsPath cannot be .*: it must be left out/,
    );
  });

  test('that is none', async () => {
    await expect(refused({ workflowsPath: 7 })).rejects.toThrow(
      'The option workflowsPath cannot be 7: it must be the path of a module.',
    );
  });

  test('where there is nothing', async () => {
    await expect(refused({ workflowsPath: pathOf('none.cjs') })).rejects.toThrow(
      /^The option workflowsPath cannot be '.*': it must be the path of a module that exists/,
    );
  });
});
