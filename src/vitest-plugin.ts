/** The door "lastcall/vitest/plugin": what a `vitest.config.ts` needs so that its tests can run in worlds. */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';

/** A file beside this one, in whichever form this one is: TypeScript in the source, JavaScript in the package. */
const beside = (name: string): string =>
  fileURLToPath(
    new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
  );

/** How lastcall is to be used in a project. */
export interface LastcallPluginOptions {
  /**
   * Lets lastcall stand for `@temporalio/testing` and `@temporalio/worker` in everything that vitest compiles, so that a suite
   * that was written for them runs as it is. Default false.
   */
  readonly dropIn?: boolean | undefined;
}

const stands = (
  name: string,
  door: string,
): { readonly find: RegExp; readonly replacement: string } => ({
  find: new RegExp(`^${name}$`),
  replacement: beside(door),
});

/**
 * A plugin for `vitest.config.ts`. It loads lastcall in each test file before anything that imports
 * `@temporalio/workflow`, as the SDK looks once, when it is loaded, for what it keeps its cancellation scopes in.
 *
 * @example
 * import { defineConfig } from 'vitest/config';
 * import { lastcall } from 'lastcall/vitest/plugin';
 *
 * export default defineConfig({ plugins: [lastcall({ dropIn: true })] });
 */
export function lastcall({ dropIn = false }: LastcallPluginOptions = {}): Plugin {
  const setupFile = beside('vitest/setup');
  return {
    name: 'lastcall',
    config(config) {
      const { setupFiles = [] } = (config.test ??= {});
      // Those of the project may import workflows themselves.
      config.test.setupFiles = [setupFile, ...[setupFiles].flat()];
      return {
        // vitest is to compile it, so that what it imports for workers is compiled as well.
        test: { server: { deps: { inline: [setupFile] } } },
        resolve: {
          alias: dropIn
            ? [stands('@temporalio/testing', 'testing'), stands('@temporalio/worker', 'worker')]
            : [],
        },
      };
    },
  };
}
