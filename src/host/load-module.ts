/** Loads the modules that worker options name by their paths: in the way in which the process at hand loads modules. */
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Imports a module by its path, or by its name. */
export type ImportModule = (path: string) => Promise<unknown>;

const IMPORT = Symbol.for('lastcall.importModule');

const nodeRequire = createRequire(import.meta.url);

/** Names how modules are imported where neither `require` nor `import` of this file would do: by a test runner that compiles them. */
export function provideImport(importModule: ImportModule | undefined): void {
  (globalThis as { [IMPORT]?: ImportModule | undefined })[IMPORT] = importModule;
}

/** How modules are imported, where somebody has said so. */
export const providedImport = (): ImportModule | undefined =>
  (globalThis as { [IMPORT]?: ImportModule })[IMPORT];

const ONLY_IMPORT: readonly unknown[] = [
  'ERR_REQUIRE_ESM',
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_UNKNOWN_FILE_EXTENSION',
];

/** Whether `import` may do what `require` could not. */
function worthImporting(error: Error & { readonly code?: unknown }, file: string): boolean {
  const isTypeScript = /\.[cm]?tsx?$/.test(file);
  return ONLY_IMPORT.includes(error.code) || (isTypeScript && error.name === 'SyntaxError');
}

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Whether a path leads to a file. */
export const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/**
 * The file of a module that is named as bundlers allow it: also without its ending, or by its folder. What is no path is a
 * package's name, and stays as it is.
 * @param path - absolute, or relative to the working directory; or a `file:` URL
 */
export function moduleFile(path: string): string {
  const isPath = isAbsolute(path) || path.startsWith('.') || path.startsWith('file:');
  if (!isPath) return path;
  const file = path.startsWith('file:') ? fileURLToPath(path) : resolve(path);
  const stems = [file, join(file, 'index')];
  const candidates = stems.flatMap((stem) => ENDINGS.map((ending) => `${stem}${ending}`));
  return [file, ...candidates].find(isFile) ?? file;
}

/** Loads a module. @param file - as `moduleFile` says it */
export async function loadModule(file: string): Promise<object> {
  const provided = providedImport();
  if (provided !== undefined) return (await provided(file)) as object;
  try {
    return nodeRequire(file) as object;
  } catch (error) {
    if (!worthImporting(error as Error, file)) throw error;
    return (await import(isAbsolute(file) ? pathToFileURL(file).href : file)) as object;
  }
}
