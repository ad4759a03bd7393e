/** Loads the modules that worker options name by their paths: in the way in which the process at hand loads modules. */
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Imports a module by its path, or by its name. */
export type ImportModule = (path: string) => Promise<unknown>;

const IMPORT = Symbol.for('lastcall.importModule');

const nodeRequire = createRequire(import.meta.url);

/** Names how modules are imported where neither `require` nor `import` of this file would do: by a test runner that compiles them. */
export function provideImport(importModule: ImportModule): void {
  (globalThis as { [IMPORT]?: ImportModule })[IMPORT] = importModule;
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

/** Loads a module. @param path - absolute, or relative to the working directory */
export async function loadModule(path: string): Promise<object> {
  const file = isAbsolute(path) || path.startsWith('.') ? resolve(path) : path;
  const provided = providedImport();
  if (provided !== undefined) return (await provided(file)) as object;
  try {
    return nodeRequire(file) as object;
  } catch (error) {
    if (!worthImporting(error as Error, file)) throw error;
    return (await import(isAbsolute(file) ? pathToFileURL(file).href : file)) as object;
  }
}
