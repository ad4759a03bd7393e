/** Modules of workflow code that are evaluated anew for every run, as in the sandbox of a worker: their state is each run's own. */
import Module, { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowModule } from './workflow-host.ts';
import type { InterceptorModule } from './workflow-run.ts';

/** What workflow code is made of. */
export interface WorkflowModules {
  readonly workflows: WorkflowModule;
  readonly interceptorModules: readonly InterceptorModule[];
}

/** Workflow code that each run gets anew. */
export class ModulesPerRun {
  /** To be called where the code of the run may run. */
  readonly evaluate: () => WorkflowModules;

  constructor(evaluate: () => WorkflowModules) {
    this.evaluate = evaluate;
  }
}

/** Which modules are to be evaluated anew. */
export interface ModulePaths {
  readonly workflows: string;
  readonly interceptors: readonly string[];
  /** Names of packages that workflow code imports and does without. @see BundleOptions.ignoreModules */
  readonly ignored: readonly string[];
}

const OURS = dirname(dirname(fileURLToPath(import.meta.url))) + sep;

/** Installed packages are shared: the SDK's must be, and others are seldom made for anything else. */
const isShared = (file: string): boolean =>
  file.includes(`${sep}node_modules${sep}`) || file.startsWith(OURS);

/** The files of a module and of all that it has required, but for what is shared. */
function filesOf(entry: NodeModule, files: Set<string>): void {
  if (files.has(entry.filename) || isShared(entry.filename)) return;
  files.add(entry.filename);
  for (const child of entry.children) filesOf(child, files);
}

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;

/** Runs something for which certain modules are empty. */
function without<Result>(ignored: readonly string[], run: () => Result): Result {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  const isIgnored = (request: string): boolean =>
    ignored.some((name) => request === name || request.startsWith(`${name}/`));
  const empty = new Map<string, object>();
  loader._load = function (request, parent, isMain) {
    if (!isIgnored(request)) return load.call(this, request, parent, isMain);
    const known = empty.get(request) ?? {};
    empty.set(request, known);
    return known;
  };
  try {
    return run();
  } finally {
    loader._load = load;
  }
}

/**
 * A way to evaluate modules anew that were loaded with `require`.
 * @returns undefined where there is none: of other modules, nothing can be evaluated twice
 */
export function modulesPerRun(paths: ModulePaths): ModulesPerRun | undefined {
  const { cache, resolve } = createRequire(import.meta.url);
  const files = new Set<string>();
  for (const path of [paths.workflows, ...paths.interceptors]) {
    const entry = cache[resolve(path)];
    if (entry === undefined) return undefined;
    filesOf(entry, files);
  }
  const evaluate = (): WorkflowModules => {
    // one of its own, for it remembers what it has loaded
    const require = createRequire(import.meta.url);
    return {
      workflows: require(paths.workflows) as WorkflowModule,
      interceptorModules: paths.interceptors.map((path) => require(path) as InterceptorModule),
    };
  };
  return new ModulesPerRun(() => {
    const kept = new Map([...files].map((file) => [file, cache[file]]));
    for (const file of files) delete cache[file];
    try {
      return without(paths.ignored, evaluate);
    } finally {
      for (const [file, module] of kept) {
        if (module === undefined) delete cache[file];
        else cache[file] = module;
      }
    }
  });
}
