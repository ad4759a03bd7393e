/** The globals that mean something else to workflow code and to activity code, in their place while a world is open. */
import type * as nodeCrypto from 'node:crypto';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { activeResourcesNow, beyond, type ActiveResources } from './active-resources.ts';
import { runningActivity } from './activity-globals.ts';
import {
  ambientRandomBytes,
  ambientRandomFill,
  ambientRandomUuid,
  ambientRandomValues,
} from './ambient-crypto.ts';
import { ambientDate } from './ambient-date.ts';
import { ambientGlobal, ambientMember, type AmbientProperty } from './ambient-property.ts';
import {
  ambientClear,
  ambientIterations,
  ambientPromiseOfImmediate,
  ambientPromiseOfTimeout,
  ambientSetImmediate,
  ambientSetInterval,
  ambientSetTimeout,
  ambientSignalTimeout,
  ambientWait,
  ambientYield,
  refuseInWorkflows,
} from './ambient-timers.ts';
import { real } from './real-globals.ts';
import { runningWorkflow } from './realm.ts';
import { workflowSdk } from './sdk.ts';
import { WorkflowAsyncLocalStorage } from './workflow-async-context.ts';
import { workflowsHavePerformance } from './workflow-stubs.ts';

/** Gives the globals back; harmless when called again. */
export type Uninstall = () => void;

const oursRuns = (): boolean => runningActivity() !== undefined || runningWorkflow() !== undefined;

const require = createRequire(import.meta.url);

function nonDeterministic(name: string): Error {
  const { DeterminismViolationError } = workflowSdk().workflow;
  return new DeterminismViolationError(
    `${name} cannot be used in Workflows because v8 GC is non-deterministic`,
  );
}

/** A class of weak references, which observe the garbage collector. */
function ambientWeak<T extends object>(native: T, name: string) {
  return (): T =>
    new Proxy(native, {
      construct(target, args, newTarget) {
        if (workflowRuns()) throw nonDeterministic(name);
        return Reflect.construct(target as never, args, newTarget) as object;
      },
    });
}

function ambientRandom(before: { readonly value: () => number }): () => number {
  return function random() {
    const activity = runningActivity();
    if (activity !== undefined) return activity.random();
    return runningWorkflow()?.random() ?? before.value();
  };
}

function ambientPerformanceNow(before: { readonly value: () => number }): () => number {
  return function now() {
    const activity = runningActivity();
    if (activity !== undefined) return activity.timers.clock.elapsed;
    const workflow = runningWorkflow();
    if (workflow !== undefined && workflowsHavePerformance())
      return workflow.now() - real.performance.timeOrigin;
    refuseInWorkflows('performance');
    return before.value();
  };
}

const NANOS_PER_MS = 1_000_000;

function ambientHrtime(before: { readonly value: NodeJS.HRTime }): NodeJS.HRTime {
  const elapsedNanos = (): bigint | undefined => {
    const activity = runningActivity();
    if (activity === undefined) return undefined;
    return BigInt(Math.round(activity.timers.clock.elapsed * NANOS_PER_MS));
  };
  const hrtime = (since?: [number, number]): [number, number] => {
    const nanos = elapsedNanos();
    if (nanos === undefined) return before.value(since);
    const [seconds, rest] = since ?? [0, 0];
    const passed = nanos - (BigInt(seconds) * 1_000_000_000n + BigInt(rest));
    return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
  };
  const bigint = (): bigint => elapsedNanos() ?? before.value.bigint();
  return Object.assign(hrtime, { bigint });
}

function timerProperties(): AmbientProperty[] {
  const timers = require('node:timers') as object;
  const promises = require('node:timers/promises') as { readonly scheduler: object };
  const functions = [
    ['setTimeout', ambientSetTimeout],
    ['clearTimeout', ambientClear('clearTimeout', 'clearTimeout')],
    ['setInterval', ambientSetInterval],
    ['clearInterval', ambientClear('clearInterval', undefined)],
    ['setImmediate', ambientSetImmediate],
    ['clearImmediate', ambientClear('clearImmediate', undefined)],
  ] as const;
  const both = functions.flatMap(([name, ambient]) => [
    ambientGlobal(globalThis, name, real[name] as never, oursRuns, ambient as never),
    ambientMember(timers, name, real[name] as never, ambient as never),
  ]);
  return [
    ...both,
    ambientMember(promises, 'setTimeout', real.promises.setTimeout, ambientPromiseOfTimeout),
    ambientMember(promises, 'setInterval', real.promises.setInterval, ambientIterations),
    ambientMember(promises, 'setImmediate', real.promises.setImmediate, ambientPromiseOfImmediate),
    ambientMember(promises.scheduler, 'wait', real.promises.wait, ambientWait),
    ambientMember(promises.scheduler, 'yield', real.promises.yield, ambientYield),
    ambientMember(AbortSignal, 'timeout', real.abortSignalTimeout, ambientSignalTimeout),
  ];
}

function dateProperties(): AmbientProperty[] {
  let date = real.Date;
  return [
    ambientGlobal(
      globalThis,
      'Date',
      real.Date,
      oursRuns,
      (before) => (date = ambientDate(before)),
    ),
    // So that `new Date().constructor === Date` stays true.
    ambientMember(real.Date.prototype, 'constructor', real.Date, () => date),
  ];
}

function otherProperties(): AmbientProperty[] {
  const { performance, performanceNow, WeakRef, FinalizationRegistry } = real;
  return [
    ambientGlobal(Math, 'random', real.random, oursRuns, ambientRandom),
    ambientGlobal(globalThis, 'performance', performance, oursRuns, () => performance),
    ambientMember(performance, 'now', performanceNow, ambientPerformanceNow),
    ambientGlobal(globalThis, 'fetch', globalThis.fetch, workflowRuns, ambientFetch),
    ambientGlobal(process, 'hrtime', real.hrtime, oursRuns, ambientHrtime),
    onlyInWorkflows('AsyncLocalStorage', WorkflowAsyncLocalStorage),
    ambientMember(globalThis, 'WeakRef', WeakRef, ambientWeak(WeakRef, 'WeakRef')),
    ambientMember(
      globalThis,
      'FinalizationRegistry',
      FinalizationRegistry,
      ambientWeak(FinalizationRegistry, 'FinalizationRegistry'),
    ),
  ];
}

/** A global that a worker's sandbox has, and Node has not: other code sees there what it saw before. */
function onlyInWorkflows(key: string, value: unknown): AmbientProperty {
  let original: PropertyDescriptor | undefined;
  let others: unknown;
  const get = (): unknown => (workflowRuns() ? value : others);
  return {
    install() {
      original = Object.getOwnPropertyDescriptor(globalThis, key);
      others = (globalThis as Record<string, unknown>)[key];
      const set = (given: unknown): void => void (others = given);
      Object.defineProperty(globalThis, key, { configurable: true, enumerable: false, get, set });
    },
    uninstall() {
      if (Object.getOwnPropertyDescriptor(globalThis, key)?.get !== get) return;
      if (original === undefined) Reflect.deleteProperty(globalThis, key);
      else Object.defineProperty(globalThis, key, original);
    },
  };
}

function cryptoProperties(): AmbientProperty[] {
  const module = require('node:crypto') as typeof nodeCrypto;
  const { crypto } = globalThis;
  const web = {
    uuid: crypto.randomUUID.bind(crypto) as typeof module.randomUUID,
    values: crypto.getRandomValues.bind(crypto),
  };
  return [
    ambientMember(crypto, 'randomUUID', web.uuid, ambientRandomUuid),
    ambientMember(crypto, 'getRandomValues', web.values, ambientRandomValues),
    ambientMember(module, 'randomUUID', module.randomUUID, ambientRandomUuid),
    ambientMember(module, 'randomFillSync', module.randomFillSync, ambientRandomFill),
    ambientMember(module, 'randomBytes', module.randomBytes, ambientRandomBytes),
  ];
}

const workflowRuns = (): boolean =>
  runningActivity() === undefined && runningWorkflow() !== undefined;

/** Activity code has the real one, or whatever a test puts there: only workflow code has none. */
function ambientFetch(before: { readonly value: typeof fetch }): typeof fetch {
  return function fetch(...args) {
    if (workflowRuns()) refuseInWorkflows('fetch');
    return before.value(...args);
  };
}

let properties: readonly AmbientProperty[] | undefined;
let users = 0;
let installed = false;
let baseline: ActiveResources = new Map();

function putInPlace(): void {
  properties ??= [
    ...timerProperties(),
    ...dateProperties(),
    ...cryptoProperties(),
    ...otherProperties(),
  ];
  for (const property of properties) property.install();
  // Named imports of Node's modules are copies, which follow only when told to.
  syncBuiltinESMExports();
  installed = true;
}

function takeDown(): void {
  if (users > 0 || !installed) return;
  for (const property of properties ?? []) property.uninstall();
  syncBuiltinESMExports();
  installed = false;
}

/**
 * Puts the globals in their place, for as long as anybody needs them. When nobody does any more they go with the next
 * turn of the event loop: until then they do for others what they did before, and worlds that follow one another at
 * once need not put them there anew.
 */
export function installAmbientGlobals(): Uninstall {
  if (users++ === 0) baseline = activeResourcesNow();
  if (!installed) putInPlace();
  let needed = true;
  return () => {
    if (!needed) return;
    needed = false;
    if (--users === 0) real.setImmediate(takeDown);
  };
}

/**
 * What keeps the process busy that did not when the globals were installed, by Node's names (`'TCPSocketWrap'`, ...):
 * a hint that activity code waits for something that is not simulated. Timers do not count.
 *
 * @see process.getActiveResourcesInfo
 */
export function activeResources(): readonly string[] {
  return beyond(baseline, activeResourcesNow());
}
