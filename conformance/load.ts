/** Loads scenarios from wherever they are, with the workflows and activities beside them, on this project's own packages. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Race } from './races.ts';
import type { Scenario } from './scenarios.ts';
import type { Program } from './stage.ts';

/** Scenarios, and the program that they drive. */
export interface Suite extends Program {
  readonly scenarios: readonly Scenario[];
}

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '..', 'node_modules', '.cache', 'lastcall');

/**
 * The scenarios that a module exports by default. It may lie outside the project, where `@temporalio/*` is not to be
 * found or is another copy: it is bundled, so that it runs on the packages that lastcall itself runs on.
 * @param file default: the project's own scenarios
 */
export async function loadSuite(file: string = join(here, 'scenarios.ts')): Promise<Suite> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`There is no scenarios module ${file}.`);
  const beside = (name: string): string =>
    findBeside(dirname(path), name) ?? join(here, `${name}.ts`);
  const entry = [
    `export { default as scenarios } from ${JSON.stringify(path)};`,
    `export { default as races } from ${JSON.stringify(beside('races'))};`,
    `export * as workflows from ${JSON.stringify(beside('workflows'))};`,
    `export * as activities from ${JSON.stringify(beside('activities'))};`,
  ].join('\n');
  const bundle = await build({
    stdin: { contents: entry, resolveDir: dirname(path), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // a client starts a workflow by the name of its function
    keepNames: true,
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  mkdirSync(cache, { recursive: true });
  const output = join(cache, `scenarios-${process.pid}.mjs`);
  try {
    writeFileSync(output, bundle.outputFiles[0]?.contents ?? '');
    const { scenarios, races, ...program } = (await import(
      pathToFileURL(output).href
    )) as Program & {
      readonly scenarios: readonly Scenario[];
      readonly races: readonly Race[];
    };
    const known = new Set(scenarios.map(({ name }) => name));
    const others = races.filter(({ name }) => !known.has(name));
    return { ...program, scenarios: [...scenarios, ...others].map(withoutJitter) };
  } finally {
    rmSync(output, { force: true });
  }
}

/** A race as a scenario: in virtual time there is nothing random to wait for. */
const withoutJitter = (scenario: Scenario | Race): Scenario => ({
  ...scenario,
  drive: (stage) => scenario.drive(stage, () => Promise.resolve()),
});

const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];

function findBeside(folder: string, name: string): string | undefined {
  return EXTENSIONS.map((ending) => join(folder, name + ending)).find((path) => existsSync(path));
}
