/** The door "lastcall/vitest/plugin": what a `vitest.config.ts` needs so that its tests can run in worlds. */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';

/** The setup file beside this one, in whichever form this one is: TypeScript in the source, JavaScript in the package. */
const setupFile = fileURLToPath(
  new URL(`./vitest/setup${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/**
 * A plugin for `vitest.config.ts`. It loads lastcall in each test file before anything that imports
 * `@temporalio/workflow`, as the SDK looks once, when it is loaded, for what it keeps its cancellation scopes in.
 *
 * @example
 * import { defineConfig } from 'vitest/config';
 * import { lastcall } from 'lastcall/vitest/plugin';
 *
 * export default defineConfig({ plugins: [lastcall()] });
 */
export function lastcall(): Plugin {
  return {
    name: 'lastcall',
    config(config) {
      const { setupFiles = [] } = (config.test ??= {});
      // Those of the project may import workflows themselves.
      config.test.setupFiles = [setupFile, ...[setupFiles].flat()];
    },
  };
}
