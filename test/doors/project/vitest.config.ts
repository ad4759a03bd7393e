/** A project such as a user has: the plugin is all that its configuration needs. */
import { defineConfig } from 'vitest/config';
import { lastcall } from '../../../src/vitest-plugin.ts';

export default defineConfig({
  plugins: [lastcall()],
  test: { include: ['*.case.ts'] },
});
