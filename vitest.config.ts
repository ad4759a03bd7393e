/** How vitest runs this project: `spec` describes Temporal and lastcall, `laws` holds what is true of every run. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { lastcall as lastcallPlugin } from './src/vitest-plugin.ts';
import { ClosingLine } from './tools/closing-line.ts';
import { markdownBlocks } from './tools/markdown-blocks.ts';

/** The package's own name stands for its source: nothing need be built before the tests. */
const lastcall = Object.entries({
  lastcall: 'index',
  'lastcall/vitest': 'vitest',
  'lastcall/vitest/plugin': 'vitest-plugin',
  'lastcall/fast-check': 'fast-check',
  'lastcall/testing': 'testing',
  'lastcall/worker': 'worker',
}).map(([door, file]) => ({
  find: new RegExp(`^${door}$`),
  replacement: fileURLToPath(new URL(`src/${file}.ts`, import.meta.url)),
}));

export default defineConfig({
  resolve: { alias: lastcall },
  test: {
    passWithNoTests: true,
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        extends: true,
        plugins: [markdownBlocks()],
        test: { name: 'spec', include: ['test/**/*.test.ts'] },
      },
      {
        extends: true,
        plugins: [lastcallPlugin()],
        test: { name: 'examples', include: ['examples/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'laws',
          include: ['properties/**/*.laws.ts'],
          setupFiles: ['./tools/fixed-seed.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
});
