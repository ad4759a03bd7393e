/** Packages whose modules a bundler completes for workflows are completed without one. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sleep } from '@temporalio/workflow';
import { createWorkflowHost } from '../../src/host/workflow-host.ts';
import { simulate } from '../../src/index.ts';

const nodeRequire = createRequire(import.meta.url);

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastcall-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A package that asks its stub whether it is in a workflow. */
function loadPackage(name: string): { isInWorkflow(): boolean } {
  const lib = join(folder, '@temporalio', name, 'lib', 'workflow');
  mkdirSync(lib, { recursive: true });
  writeFileSync(join(lib, 'workflow-imports.js'), 'exports.inWorkflow = () => false;');
  writeFileSync(join(lib, 'workflow-imports-impl.js'), 'exports.inWorkflow = () => true;');
  writeFileSync(
    join(lib, 'index.js'),
    "const imports = require('./workflow-imports'); exports.isInWorkflow = () => imports.inWorkflow();",
  );
  return nodeRequire(join(lib, 'index.js')) as { isInWorkflow(): boolean };
}

function makeHost(): void {
  createWorkflowHost({
    workflows: {},
    namespace: 'default',
    taskQueue: 'q',
    registeredActivityNames: new Set(),
  }).close();
}

test.for(['interceptors-opentelemetry', 'interceptors-opentelemetry-v2'])(
  'the stubs of %s are filled for workflows',
  (name) => {
    const loaded = loadPackage(name);
    expect(loaded.isInWorkflow()).toBe(false);
    makeHost();
    expect(loaded.isInWorkflow()).toBe(true);
  },
);

test('modules of other packages stay as they are', () => {
  const loaded = loadPackage('interceptors-of-another-kind');
  makeHost();
  expect(loaded.isInWorkflow()).toBe(false);
});

async function measures(): Promise<number> {
  const began = performance.now();
  await sleep('3 seconds');
  return performance.now() - began;
}

test('with them, performance shows workflow time', async () => {
  loadPackage('interceptors-opentelemetry');
  const run = await simulate({ workflows: { measures } }, ({ client }) =>
    client.workflow.execute(measures, { workflowId: 'w', taskQueue: 'q' }),
  );
  expect(run.value).toBe(3_000);
});
