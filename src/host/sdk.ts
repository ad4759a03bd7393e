/** The published workflow runtime: the one file that reaches into `@temporalio/workflow/lib`, and checks what it finds there. */
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import type * as Common from '@temporalio/common';
import type * as Time from '@temporalio/common/lib/time.js';
import type * as Definitions from '@temporalio/common/lib/workflow-definition-options.js';
import type * as CancellationScopes from '@temporalio/workflow/lib/cancellation-scope.js';
import type * as Flags from '@temporalio/workflow/lib/flags.js';
import type * as GlobalAttributes from '@temporalio/workflow/lib/global-attributes.js';
import type { Activator } from '@temporalio/workflow/lib/internals.js';
import type * as Internals from '@temporalio/workflow/lib/internals.js';
import type * as RandomHelpers from '@temporalio/workflow/lib/random-helpers.js';
import type * as UpdateScopes from '@temporalio/workflow/lib/update-scope.js';
import type * as WorkerInterface from '@temporalio/workflow/lib/worker-interface.js';
import type * as Workflow from '@temporalio/workflow';
import {
  DuplicateSdkError,
  SdkLoadedTooEarlyError,
  UnsupportedSdkError,
} from './simulation-error.ts';
import {
  WorkflowAsyncLocalStorage,
  graftAsyncLocalStorage,
  learnScopeStorage,
  shareAsyncLocalStorage,
} from './workflow-async-context.ts';

/** The runtime state of one workflow run. @see Activator of the SDK's internals */
export type { Activator } from '@temporalio/workflow/lib/internals.js';
/** A call of a sink function, buffered until its activation has ended. */
export type { SinkCall } from '@temporalio/workflow/lib/sinks.js';
export type {
  WorkflowInfo,
  WorkflowInterceptors,
  WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
export type {
  FailureConverter,
  Payload as SdkPayload,
  PayloadCodec,
  PayloadConverter,
  SerializationContext,
  WorkflowSerializationContext,
} from '@temporalio/common';

/** What is used of the installed SDK. */
export interface WorkflowSdk {
  /** The version of `@temporalio/workflow`. */
  readonly version: string;
  readonly common: typeof Common;
  readonly workflow: typeof Workflow;
  readonly Activator: typeof Activator;
  readonly setActivator: (activator: Activator | undefined) => void;
  /** @see worker-interface of the SDK: the seam between a worker and its workflows */
  readonly runtime: typeof WorkerInterface;
  readonly flags: typeof Flags.SdkFlags;
  readonly createUnsafeRandomSource: typeof RandomHelpers.createUnsafeRandomSource;
  readonly definitions: typeof Definitions;
  readonly msToTs: typeof Time.msToTs;
  readonly RootCancellationScope: typeof CancellationScopes.RootCancellationScope;
}

const nodeRequire: NodeJS.Require = createRequire(import.meta.url);

const SHARED_PACKAGES = [
  '@temporalio/common',
  '@temporalio/workflow',
  '@temporalio/activity',
  '@temporalio/client',
] as const;

/** The files of the copies of a package that are loaded. */
function loadedCopies(packageName: string): string[] {
  const ending = [...'/node_modules'.split('/'), ...packageName.split('/'), 'lib', 'index.js'].join(
    sep,
  );
  return Object.keys(nodeRequire.cache).filter((file) => file.endsWith(ending));
}

/** @throws DuplicateSdkError where user code does not share the SDK's packages with lastcall */
export function refuseDuplicateSdk(): void {
  for (const packageName of SHARED_PACKAGES) {
    const copies = loadedCopies(packageName);
    if (copies.length > 1) throw new DuplicateSdkError(packageName, copies);
  }
}

/** The copy that user code has already loaded; else the one that lastcall's own dependencies name; else the one of the project. */
function locate(): NodeJS.Require {
  const [loaded] = loadedCopies('@temporalio/workflow');
  if (loaded !== undefined) return createRequire(loaded);
  for (const from of [import.meta.url, `${process.cwd()}${sep}package.json`]) {
    try {
      return createRequire(createRequire(from).resolve('@temporalio/workflow'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new UnsupportedSdkError('The package @temporalio/workflow is not installed');
}

/** The SDK takes `globalThis.AsyncLocalStorage` once, when it is loaded, as a worker's sandbox has it. */
function withAsyncLocalStorage<T>(load: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'AsyncLocalStorage');
  Object.defineProperty(globalThis, 'AsyncLocalStorage', {
    value: WorkflowAsyncLocalStorage,
    configurable: true,
    writable: true,
  });
  try {
    return load();
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'AsyncLocalStorage');
    else Object.defineProperty(globalThis, 'AsyncLocalStorage', before);
  }
}

/** Where the SDK was loaded first, it has an empty class for its storages: its instances get the methods they lack. */
function provideAsyncLocalStorage(ofTheSdk: { readonly prototype: object }): void {
  if (shareAsyncLocalStorage(ofTheSdk)) return;
  if (Object.getOwnPropertyNames(ofTheSdk.prototype).length > 1) throw new SdkLoadedTooEarlyError();
  graftAsyncLocalStorage(ofTheSdk);
}

const NEEDED_OF_ACTIVATOR = [
  'addKnownFlags',
  'currentRandom',
  'errorToFailure',
  'getAndResetSinkCalls',
  'hasFlag',
  'mutateWorkflowInfo',
  'notifyHasPatch',
  'startWorkflow',
  'updateRandomSeed',
] as const;

const NEEDED_OF_RUNTIME = [
  'activate',
  'concludeActivation',
  'dispose',
  'initialize',
  'tryUnblockConditions',
] as const;

function checkShape(
  version: string,
  parts: Readonly<Record<string, unknown>>,
  of: readonly string[],
): void {
  const missing = of.filter((name) => typeof parts[name] !== 'function');
  if (missing.length === 0) return;
  throw new UnsupportedSdkError(
    `@temporalio/workflow ${version} has no ${missing.join(', ')} where version 1.24 has it`,
  );
}

function load(): WorkflowSdk {
  const sdkRequire = locate();
  const part = <T>(name: string): T => {
    try {
      return sdkRequire(name) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
      throw new UnsupportedSdkError(`The installed @temporalio/workflow has no ${name}`);
    }
  };
  const { version } = part<{ version: string }>('../package.json');
  const workflow = withAsyncLocalStorage(() => part<typeof Workflow>('./index.js'));
  const scopes = part<typeof CancellationScopes>('./cancellation-scope.js');
  provideAsyncLocalStorage(scopes.AsyncLocalStorage);
  provideAsyncLocalStorage(part<typeof UpdateScopes>('./update-scope.js').AsyncLocalStorage);
  learnScopeStorage((fn) => void new scopes.RootCancellationScope().run(async () => fn()));

  const internals = part<typeof Internals>('./internals.js');
  const runtime = withAsyncLocalStorage(() =>
    part<typeof WorkerInterface>('./worker-interface.js'),
  );
  const globals = part<typeof GlobalAttributes>('./global-attributes.js');
  checkShape(version, { ...runtime }, NEEDED_OF_RUNTIME);
  checkShape(version, { ...internals, ...globals }, ['Activator', 'setActivator']);
  checkShape(
    version,
    internals.Activator.prototype as object as Record<string, unknown>,
    NEEDED_OF_ACTIVATOR,
  );
  return {
    version,
    common: part<typeof Common>('@temporalio/common'),
    workflow,
    Activator: internals.Activator,
    setActivator: globals.setActivator as WorkflowSdk['setActivator'],
    runtime,
    flags: part<typeof Flags>('./flags.js').SdkFlags,
    createUnsafeRandomSource:
      part<typeof RandomHelpers>('./random-helpers.js').createUnsafeRandomSource,
    definitions: part<typeof Definitions>('@temporalio/common/lib/workflow-definition-options.js'),
    msToTs: part<typeof Time>('@temporalio/common/lib/time.js').msToTs,
    RootCancellationScope: scopes.RootCancellationScope,
  };
}

let sdk: WorkflowSdk | undefined;

/**
 * The installed SDK, loaded when it is first asked for.
 * @throws UnsupportedSdkError, SdkLoadedTooEarlyError
 */
export function workflowSdk(): WorkflowSdk {
  sdk ??= load();
  return sdk;
}
