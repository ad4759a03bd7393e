/** A project such as a user has: the plugin is all that its configuration needs. */
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { lastcall } from '../../../src/vitest-plugin.ts';

const config: ViteUserConfig = defineConfig({
  plugins: [lastcall()],
  test: { include: ['*.case.ts'] },
});

export default config;
