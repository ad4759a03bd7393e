/** Modules that hold a scenario: they export `options` and `scenario`, or one object with both. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ExploreOptions } from './explore.ts';
import { SimulationError } from './host/simulation-error.ts';
import type { Scenario } from './simulation/simulation.ts';
import { providedImport } from './host/load-module.ts';

/** Where a scenario is to be found. */
export interface ScenarioModule {
  /** A `file:` URL (`new URL('./scenario.ts', import.meta.url)`), or a path, which is relative to the working directory. */
  readonly module: URL | string;
  /** The export that is the scenario, with `options` beside it; or that is an object with `options` and `scenario`. */
  readonly export?: string | undefined;
}

/** What a module of a scenario holds. */
export interface LoadedScenario {
  readonly options: ExploreOptions;
  readonly scenario: Scenario<unknown>;
}

/** A module that is to hold a scenario cannot be loaded, or holds none. */
export class ScenarioModuleError extends SimulationError {
  override readonly name = 'ScenarioModuleError';
}

/** Why Node itself does not load a TypeScript file: it has no way to, or not for all of the language, or of its imports. */
const UNREADABLE: readonly unknown[] = [
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_NO_TYPESCRIPT',
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
];

const isTypeScript = (file: string): boolean => /\.[cm]?tsx?$/.test(file);

/** Where tsx is, if the project of a file has it: what is to be imported and told to `register`. */
export function tsxOf(file: string): readonly string[] | undefined {
  const require = createRequire(file);
  let manifest: string;
  try {
    manifest = require.resolve('tsx/package.json');
  } catch {
    return undefined;
  }
  const { exports } = require(manifest) as {
    readonly exports: Readonly<Record<string, { readonly import?: { readonly default: string } }>>;
  };
  return ['./cjs/api', './esm/api'].flatMap((api) => {
    const path = exports[api]?.import?.default;
    return path === undefined ? [] : [new URL(path, pathToFileURL(manifest)).href];
  });
}

/** Where Node itself does not read TypeScript, tsx does, if the project has it. @returns whether it has */
async function registerTsx(file: string): Promise<boolean> {
  const tsx = tsxOf(file);
  if (tsx === undefined) return false;
  for (const api of tsx) ((await import(api)) as { register(): void }).register();
  return true;
}

/** Imports a file; where it is TypeScript that this process does not read, tsx is asked to. */
async function importFile(file: string): Promise<unknown> {
  const provided = providedImport();
  if (provided !== undefined) return provided(file);
  const { href } = pathToFileURL(file);
  try {
    return await import(href);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!isTypeScript(file) || !UNREADABLE.includes(code)) throw error;
    if (await registerTsx(file)) {
      // What could not be loaded is remembered by its address.
      return import(`${href}?by=tsx`);
    }
    if (code === 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ScenarioModuleError(
      `${file} is TypeScript, which this version of Node (${process.version}) does not read by itself. ` +
        'Install tsx in your project, use Node 22.18 or later, or give a JavaScript file.',
    );
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const EXPECTED =
  "must export 'options' (workflows, activities, ...) and 'scenario', a function of { client, world }";

/** The path of a module. @throws ScenarioModuleError for what is no file */
export function fileOf(module: URL | string): string {
  const text = String(module);
  if (text.startsWith('file:')) return fileURLToPath(text);
  if (module instanceof URL || text === '')
    throw new ScenarioModuleError(
      `The module of a scenario must be a file, and '${text}' is none: give new URL('./scenario.ts', import.meta.url), or a path.`,
    );
  return resolve(text);
}

/** Of what a module exports: the scenario and its options. @throws ScenarioModuleError */
function scenarioOf(loaded: unknown, name: string | undefined, told: string): LoadedScenario {
  const exported = isObject(loaded) ? loaded : {};
  if (name === undefined) {
    const found = [exported, exported['default']].find(
      (part) => isObject(part) && typeof part['scenario'] === 'function',
    ) as LoadedScenario | undefined;
    if (found !== undefined && isObject(found.options)) return found;
    throw new ScenarioModuleError(`${told} ${EXPECTED}.`);
  }
  const named = exported[name];
  if (named === undefined) {
    const known = Object.keys(exported).filter((key) => key !== 'module.exports');
    const has = known.length === 0 ? 'nothing' : known.join(', ');
    throw new ScenarioModuleError(`${told} has no export '${name}': it exports ${has}.`);
  }
  const { options, scenario } =
    typeof named === 'function'
      ? { options: exported['options'], scenario: named as Scenario<unknown> }
      : (named as Partial<LoadedScenario>);
  if (typeof scenario !== 'function')
    throw new ScenarioModuleError(
      `The export '${name}' of ${told} is no scenario: it must be a function of { client, world }, or an object with 'options' and 'scenario'.`,
    );
  if (!isObject(options))
    throw new ScenarioModuleError(
      `${told} has the scenario '${name}' and no options for it: it ${EXPECTED}.`,
    );
  return { options, scenario };
}

/**
 * Loads a scenario: as the process at hand loads modules, or by tsx where it is TypeScript that this process does not read.
 * @throws ScenarioModuleError
 */
export async function loadScenario(wanted: ScenarioModule): Promise<LoadedScenario> {
  const file = fileOf(wanted.module);
  const told = typeof wanted.module === 'string' ? wanted.module : file;
  // Before anything of the file: the SDK is to find its context storage when it is loaded.
  const { workflowSdk } = await import('./host/sdk.ts');
  workflowSdk();
  let loaded: unknown;
  try {
    loaded = await importFile(file);
  } catch (error) {
    if (error instanceof ScenarioModuleError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new ScenarioModuleError(`${told} cannot be loaded: ${said}`, { cause: error });
  }
  return scenarioOf(loaded, wanted.export, told);
}
