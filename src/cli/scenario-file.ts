/** Modules that hold a scenario: they export `options` and `scenario`, or one object with both. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExploreOptions } from '../explore.ts';
import type { Scenario } from '../simulation/simulation.ts';
import { UnusableError } from './exit-status.ts';

/** What a module of a scenario exports. */
export interface ScenarioFile {
  readonly options: ExploreOptions;
  readonly scenario: Scenario<unknown>;
}

/** Why Node itself does not load a TypeScript file: it has no way to, or not for all of the language. */
const UNREADABLE: readonly unknown[] = [
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_NO_TYPESCRIPT',
];

/** Where Node itself does not read TypeScript, tsx does, if the project has it: to load it is to register it. */
async function registerTsx(file: string): Promise<void> {
  let tsx: string;
  try {
    tsx = createRequire(file).resolve('tsx');
  } catch {
    throw new UnusableError(
      `${file} is TypeScript, which this version of Node (${process.version}) does not read by itself. ` +
        'Install tsx in your project, use Node 22.18 or later, or give a JavaScript file.',
    );
  }
  await import(pathToFileURL(tsx).href);
}

/** Imports a file; where it is TypeScript that this process does not read, tsx is asked to. */
async function importFile(file: string): Promise<unknown> {
  const { href } = pathToFileURL(file);
  try {
    return await import(href);
  } catch (error) {
    if (!UNREADABLE.includes((error as NodeJS.ErrnoException).code)) throw error;
    await registerTsx(file);
    // What could not be loaded is remembered by its address.
    return import(`${href}?by=tsx`);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Loads a module of a scenario. @throws UnusableError */
export async function loadScenario(path: string): Promise<ScenarioFile> {
  const file = resolve(path);
  // Before anything of the file: the SDK is to find its context storage when it is loaded.
  const { workflowSdk } = await import('../host/sdk.ts');
  workflowSdk();
  let loaded: unknown;
  try {
    loaded = await importFile(file);
  } catch (error) {
    if (error instanceof UnusableError) throw error;
    throw new UnusableError(`${path} cannot be loaded: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const found = [loaded, isObject(loaded) ? loaded['default'] : undefined].find(
    (part) => isObject(part) && typeof part['scenario'] === 'function',
  ) as { options?: unknown; scenario: Scenario<unknown> } | undefined;
  if (found === undefined || !isObject(found.options)) {
    throw new UnusableError(
      `${path} must export 'options' (workflows, activities, ...) and 'scenario', a function of { client, world }.`,
    );
  }
  return { options: found.options, scenario: found.scenario };
}
