/** The installed SDK: in which order it may be loaded, and what is said when it is not the one that lastcall knows. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as Sdk from '../../src/host/sdk.ts';

const load = createRequire(import.meta.url);
const SCOPES = '@temporalio/workflow/lib/cancellation-scope.js';

/** As in a process in which nothing of the SDK has been loaded. */
function forgetSdk(): void {
  vi.resetModules();
  for (const file of Object.keys(load.cache)) {
    if (file.includes('@temporalio')) Reflect.deleteProperty(load.cache, file);
  }
}

beforeEach(forgetSdk);
afterEach(() => {
  forgetSdk();
  Reflect.deleteProperty(globalThis, 'AsyncLocalStorage');
});

async function freshSdk(): Promise<typeof Sdk> {
  return import('../../src/host/sdk.ts');
}

/** Whether cancellation scopes keep their context over an await, and leave it at their end. */
async function scopesWork(): Promise<boolean> {
  const { workflowSdk } = await freshSdk();
  const { RootCancellationScope, setActivator, workflow } = workflowSdk();
  setActivator({ rootScope: 'root' } as never);
  try {
    const scope = new RootCancellationScope();
    const inside = await scope.run(async () => {
      await Promise.resolve();
      return workflow.CancellationScope.current();
    });
    return inside === scope && (workflow.CancellationScope.current() as unknown) === 'root';
  } finally {
    setActivator(undefined);
  }
}

describe('the SDK', () => {
  test('gets an AsyncLocalStorage while it is loaded, and the global is gone afterwards', async () => {
    const { workflowSdk } = await freshSdk();
    expect(workflowSdk().version).toMatch(/^1\.24\./);
    expect(globalThis).not.toHaveProperty('AsyncLocalStorage');
    expect(await scopesWork()).toBe(true);
  });

  test('gets that of lastcall also where somebody else has set the global, which is left as it was', async () => {
    Object.assign(globalThis, { AsyncLocalStorage });
    const { workflowSdk } = await freshSdk();
    workflowSdk();
    expect(globalThis).toHaveProperty('AsyncLocalStorage', AsyncLocalStorage);
    expect(await scopesWork()).toBe(true);
  });

  test('may be loaded before lastcall: what its scopes lack is provided', async () => {
    load('@temporalio/workflow');
    const { AsyncLocalStorage: empty } = load(SCOPES) as { AsyncLocalStorage: new () => object };
    expect(new empty()).not.toHaveProperty('run');
    (await freshSdk()).workflowSdk();
    expect(await scopesWork()).toBe(true);
  });

  test('may not be loaded first with a storage of another tool', async () => {
    Object.assign(globalThis, { AsyncLocalStorage });
    load('@temporalio/workflow');
    const { workflowSdk } = await freshSdk();
    expect(() => workflowSdk()).toThrow(
      /^@temporalio\/workflow was loaded before lastcall, while globalThis\.AsyncLocalStorage was set/,
    );
  });

  test('is loaded once', async () => {
    const { workflowSdk } = await freshSdk();
    expect(workflowSdk()).toBe(workflowSdk());
    expect(workflowSdk().workflow).toBe(load('@temporalio/workflow'));
  });

  test('that lacks what lastcall needs is named with its version and what is missing', async () => {
    const runtime = load('@temporalio/workflow/lib/worker-interface.js') as {
      tryUnblockConditions?: unknown;
    };
    const { tryUnblockConditions } = runtime;
    delete runtime.tryUnblockConditions;
    const { workflowSdk } = await freshSdk();
    expect(() => workflowSdk()).toThrow(
      /^@temporalio\/workflow 1\.24\.\d+ has no tryUnblockConditions where version 1\.24 has it\. lastcall .* works with version 1\.24/,
    );
    runtime.tryUnblockConditions = tryUnblockConditions;
  });
});

describe('a second copy of a package of the SDK', () => {
  const other = load.resolve('@temporalio/workflow').replace('node_modules', 'other/node_modules');

  test('is refused, with the places of both', async () => {
    const { refuseDuplicateSdk, workflowSdk } = await freshSdk();
    workflowSdk();
    expect(() => refuseDuplicateSdk()).not.toThrow();
    load.cache[other] = load.cache[load.resolve('@temporalio/workflow')];
    expect(() => refuseDuplicateSdk()).toThrow(
      /^2 copies of @temporalio\/workflow are loaded: .*, .*other.*npm ls @temporalio\/workflow/,
    );
  });

  test('is no matter where it is the only one that user code has loaded', async () => {
    load('@temporalio/workflow');
    const { workflowSdk } = await freshSdk();
    expect(workflowSdk().workflow).toBe(load('@temporalio/workflow'));
  });
});

test('several copies of lastcall, as test runners make them, share what the SDK keeps its scopes in', async () => {
  load('@temporalio/workflow');
  (await freshSdk()).workflowSdk();
  vi.resetModules();
  const { acquireRealm } = await import('../../src/host/realm.ts');
  const release = acquireRealm();
  expect(await scopesWork()).toBe(true);

  vi.resetModules();
  const other = await import('../../src/host/realm.ts');
  expect(other.acquireRealm).not.toBe(acquireRealm);
  expect(other.acquireRealm()).toBeInstanceOf(Promise);
  if (typeof release === 'function') release();
});
