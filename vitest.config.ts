/** How vitest runs this project: `spec` describes Temporal and lastcall, `laws` holds what is true of every run. */
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tools/closing-line.ts';
import { markdownBlocks } from './tools/markdown-blocks.ts';

export default defineConfig({
  test: {
    passWithNoTests: true,
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        plugins: [markdownBlocks()],
        test: { name: 'spec', include: ['test/**/*.test.ts'] },
      },
      {
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
