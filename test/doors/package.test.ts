/** The package as it is published: compiled, and used by plain JavaScript. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

const SCENARIO = `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute', cancellationType: 'TRY_CANCEL' });
const buy = async () => charge();
export const options = { workflows: { buy }, activities: { charge: async () => {} } };
export const scenario = async ({ client }) => {
  await client.workflow.execute(buy, { taskQueue: 'q', workflowId: 'w' });
};`;

const EXPLORING = `
const { explore } = await import('./dist/index.js');
const module = new URL('./scenario.mjs', import.meta.url);
for (const workers of [1, 2]) console.log((await explore({ module, workers, laws: { 'no-late-effects': 'off' } })).verdict);
`;

let folder: string;

beforeAll(async () => {
  // within the project, so that its dependencies are found
  folder = await mkdtemp(join(root, 'node_modules', '.lastcall-'));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')];
  await run(process.execPath, [tsc, ...options], { cwd: root });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'scenario.mjs'), SCENARIO);
  await writeFile(join(folder, 'exploring.mjs'), EXPLORING);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

test('explores in this thread and in several', { timeout: 60_000 }, async () => {
  const { stdout } = await run(process.execPath, ['exploring.mjs'], { cwd: folder });
  const [one, two] = stdout.split('\n');
  expect(one).toMatch(/^holds: complete for up to 1 deviation/);
  expect(two).toBe(one);
});
