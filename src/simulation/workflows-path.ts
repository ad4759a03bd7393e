/** Workflow code that options name by the path of its module. */
import { isAbsolute } from 'node:path';
import { isFile, moduleFile } from '../host/load-module.ts';
import { loadWorkflows } from '../host/load-workflows.ts';
import type { ModulesPerRun } from '../host/modules-per-run.ts';
import { OptionError } from './error.ts';
import type { SimulationOptions, WorkerOptions } from './options.ts';

/** Loaded once: a process evaluates a module once, if not for a run. */
const loaded = new Map<string, Promise<ModulesPerRun>>();

function load(path: string): Promise<ModulesPerRun> {
  let modules = loaded.get(path);
  if (modules === undefined) {
    const file = moduleFile(path);
    if (isAbsolute(file) && !isFile(file)) {
      const wanted =
        'the path of a module that exists, absolute or relative to the working directory';
      throw new OptionError('workflowsPath', path, wanted);
    }
    modules = loadWorkflows({ workflows: path });
    loaded.set(path, modules);
    modules.catch(() => loaded.delete(path));
  }
  return modules;
}

async function withModules<Options extends WorkerOptions>(options: Options): Promise<Options> {
  const { workflows, workflowsPath } = options;
  if (workflowsPath === undefined) return options;
  if (typeof workflowsPath !== 'string') {
    throw new OptionError('workflowsPath', workflowsPath, 'the path of a module');
  }
  if (workflows !== undefined) {
    throw new OptionError('workflowsPath', workflowsPath, 'left out where workflows are given');
  }
  return { ...options, workflows: await load(workflowsPath) };
}

/** The options with modules in the place of their paths; as they are, and at once, where there are no paths. */
export function withWorkflows(
  options: SimulationOptions,
): SimulationOptions | Promise<SimulationOptions> {
  const { workers = [] } = options;
  const hasPaths =
    options.workflowsPath !== undefined ||
    workers.some(({ workflowsPath }) => workflowsPath !== undefined);
  return hasPaths ? withAllWorkflows(options) : options;
}

async function withAllWorkflows(options: SimulationOptions): Promise<SimulationOptions> {
  const { workers } = options;
  return {
    ...(await withModules(options)),
    ...(workers && { workers: await Promise.all(workers.map(withModules)) }),
  };
}
