/** Loads the modules of a zoo wherever it lies: what its folder does not have is found as this project finds it. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const projectRequire = createRequire(import.meta.url);
const ownFolder = dirname(fileURLToPath(import.meta.url));

/** What Node's own loader does with the text of a module; it keeps the source map for stack traces. */
interface CompilingModule extends Module {
  _compile(code: string, file: string): void;
}

function fileOf(path: string): string | undefined {
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), join(path, 'index.ts')];
  return candidates.find((candidate) => candidate.endsWith('.ts') && existsSync(candidate));
}

/** Modules that are loaded once each, however many others import them. */
export class Modules {
  readonly #loaded = new Map<string, Module>();

  constructor() {
    process.setSourceMapsEnabled(true);
  }

  /** The exports of a TypeScript file. @throws what the module throws */
  load(file: string): Readonly<Record<string, unknown>> {
    const known = this.#loaded.get(file);
    if (known !== undefined) return known.exports as Readonly<Record<string, unknown>>;
    const module = new Module(file) as CompilingModule;
    module.filename = file;
    module.require = ((specifier: string) => this.#import(specifier, file)) as NodeJS.Require;
    this.#loaded.set(file, module);
    const { code } = transformSync(readFileSync(file, 'utf8'), {
      loader: 'ts',
      format: 'cjs',
      target: 'es2022',
      sourcefile: file,
      sourcemap: 'inline',
    });
    module._compile(code, file);
    return module.exports as Readonly<Record<string, unknown>>;
  }

  #import(specifier: string, from: string): unknown {
    if (!specifier.startsWith('.')) return projectRequire(specifier);
    const path = resolve(dirname(from), specifier);
    // a ledger that is not beside its cases is the one of this project's zoo
    const file = fileOf(path) ?? fileOf(join(ownFolder, basename(path)));
    if (file === undefined) throw new Error(`${from} imports ${specifier}, which there is not`);
    return this.load(file);
  }
}
