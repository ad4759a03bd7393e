/** Explorations whose scenario is in a module, so that several threads can load it and make runs at once. */
import { availableParallelism } from 'node:os';
import { Budget } from './exploration/budget.ts';
import { ProbeThreads, type ThreadStart } from './exploration/probe-threads.ts';
import type { ExploreOptions } from './explore.ts';
import type { ThreadData } from './exploring-thread.ts';
import {
  fileOf,
  loadScenario,
  tsxOf,
  type LoadedScenario,
  type ScenarioModule,
} from './scenario-module.ts';
import { OptionError } from './simulation/error.ts';

/** What cannot go to another thread: it belongs into the module. */
const OF_MODULE = [
  'workflows',
  'activities',
  'beforeEach',
  'extraLaws',
  'dataConverter',
  'interceptors',
  'sinks',
  'workflowFailureErrorTypes',
] as const;

/**
 * An exploration of a scenario that a module exports, beside its `options`. What is said here takes the place of what those
 * say, in the budget part by part. Each thread loads the module by Node itself, or by tsx where it is TypeScript that Node does not read.
 */
export interface ModuleExploreOptions
  extends ScenarioModule, Omit<ExploreOptions, (typeof OF_MODULE)[number] | 'workers'> {
  /**
   * How many threads make runs. What is found does not depend on it. Default: as many as the machine has cores; 1: the runs are made in
   * this thread.
   */
  readonly workers?: number | undefined;
}

/** How long a thread may be silent beyond the budget of the exploration, in milliseconds. */
const PATIENCE = 30_000;

/** A file beside this one, in whichever form this one is: TypeScript in the source, JavaScript in the package. */
function threadStart(data: ThreadData, budget: ExploreOptions['budget']): ThreadStart {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = new URL(`./exploring-thread.${isSource ? 'ts' : 'js'}`, import.meta.url);
  const readsTypeScript = Boolean((process.features as { typescript?: unknown }).typescript);
  const preload = isSource && !readsTypeScript ? (tsxOf(fileOf(entry)) ?? []) : [];
  return { entry, data, preload, patience: new Budget(budget ?? {}).timeMs + PATIENCE };
}

function threadsWanted(workers: unknown): number {
  const count = workers ?? availableParallelism();
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1) return count;
  throw new OptionError(
    'workers',
    workers,
    'a whole number of threads, at least 1: workers of Temporal are among the options of the module',
  );
}

/** @throws OptionError for what is to be in the module, or cannot go to a thread */
function check(changes: object): void {
  for (const name of OF_MODULE) {
    if (name in changes)
      throw new OptionError(
        name,
        (changes as Record<string, unknown>)[name],
        `among the 'options' that the module exports: it cannot go to another thread`,
      );
  }
  for (const [name, value] of Object.entries(changes)) {
    try {
      structuredClone(value);
    } catch {
      throw new OptionError(name, value, 'data, which can go to another thread');
    }
  }
}

/**
 * Loads a scenario, and opens the threads in which it is explored.
 * @throws ScenarioModuleError, OptionError, ExplorationThreadError, what `explored` throws
 */
export async function exploringModule<Result>(
  { module, export: name, workers, progress, ...changes }: ModuleExploreOptions,
  explored: (
    options: ExploreOptions,
    scenario: LoadedScenario['scenario'],
    threads: ProbeThreads | undefined,
  ) => Promise<Result>,
): Promise<Result> {
  const count = threadsWanted(workers);
  check(changes);
  const loaded = await loadScenario({ module, export: name });
  const budget = { ...loaded.options.budget, ...changes.budget };
  const options = { ...loaded.options, ...changes, budget, progress };
  if (count === 1) return explored(options, loaded.scenario, undefined);
  const data: ThreadData = { scenario: { module: fileOf(module), export: name }, changes };
  const threads = await ProbeThreads.open(threadStart(data, budget), count);
  try {
    return await explored(options, loaded.scenario, threads);
  } finally {
    await threads.close();
  }
}
