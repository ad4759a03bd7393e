/** The configuration of a suite that was written for the SDK's own testing package: one line of it is about lastcall. */
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { lastcall } from '../../../src/vitest-plugin.ts';

const config: ViteUserConfig = defineConfig({
  plugins: [lastcall({ dropIn: true })],
  test: { include: ['*.case.js'] },
});

export default config;
