/** Where workflow code runs: the published `@temporalio/workflow`, unmodified, in the test's own realm. */
import type { EpochMs } from '../common/time.ts';
import type { Activation } from '../protocol/activation.ts';
import { ModulesPerRun } from './modules-per-run.ts';
import type { RunningActivation, WorkflowHost } from './port.ts';
import { enterWorkflow, leaveWorkflow } from './realm.ts';
import { refuseDuplicateSdk, workflowSdk } from './sdk.ts';
import type { FailureConverter, PayloadCodec, PayloadConverter, WorkflowSdk } from './sdk.ts';
import { WorkflowActivation } from './workflow-activation.ts';
import type { ActivationSurroundings } from './workflow-activation.ts';
import { runInRootContext } from './workflow-async-context.ts';
import { WorkflowCodec } from './workflow-codec.ts';
import { routeUnhandledRejections } from './workflow-rejection.ts';
import type {
  InterceptorModule,
  RunModules,
  RunSurroundings,
  WorkflowLookup,
  WorkflowRun,
} from './workflow-run.ts';
import { SinkCaller } from './workflow-sinks.ts';
import { fillWorkflowStubs } from './workflow-stubs.ts';
import type { WorkflowWatch } from './workflow-watch.ts';
import type { OnWorkflowLog, WorkflowLogger, WorkflowSinks } from './workflow-sinks.ts';

/** Workflow functions by the names of their types, as a module exports them; `default` serves all others. */
export type WorkflowModule = Readonly<Record<string, unknown>>;

/** @see WorkerOptions of `@temporalio/worker`, for what has the same name there */
export interface WorkflowHostOptions {
  /** The module with the workflows, a function that finds them, or modules that are each run's own. */
  readonly workflows: WorkflowModule | ModulesPerRun | ((workflowType: string) => unknown);
  readonly namespace: string;
  readonly taskQueue: string;
  /** What local activities may be scheduled. */
  readonly registeredActivityNames: ReadonlySet<string>;
  /** @see WorkerInterceptors.workflowModules */
  readonly interceptorModules?: readonly InterceptorModule[] | undefined;
  /** Hears of what workflow code calls and how it closes; it stands outside of all interceptors. */
  readonly watch?: WorkflowWatch | undefined;
  readonly sinks?: WorkflowSinks | undefined;
  /** Gets what workflow code logs, unless it is replayed. */
  readonly logger?: WorkflowLogger | undefined;
  /** Hears of the same, with the workflow's info. */
  readonly onLog?: OnWorkflowLog | undefined;
  readonly payloadConverter?: PayloadConverter | undefined;
  readonly failureConverter?: FailureConverter | undefined;
  readonly payloadCodecs?: readonly PayloadCodec[] | undefined;
  /** Names of error classes that fail the workflow: for all types, or by type with `'*'` for all. */
  readonly workflowFailureErrorTypes?:
    readonly string[] | Readonly<Record<string, readonly string[]>> | undefined;
  /** How many calls of the workflow API one activation may make that come to nothing. Default 10 000. */
  readonly commandBudget?: number | undefined;
  /**
   * How many frames the errors record that are made while workflow code runs. 0 makes cancellations a good deal cheaper, for where nobody
   * reads them. Default: what `Error.stackTraceLimit` says.
   */
  readonly stackTraceLimit?: number | undefined;
  /** What `workflowInfo().unsafe.now()` and log entries take for the time. Default: the time of the last activation. */
  readonly wallClock?: (() => EpochMs) | undefined;
  /**
   * Hears of promises of workflow code that were rejected when their run had left the cache: they can fail nothing any more. They are
   * swallowed where this is not given, for nobody in the process could do anything about them.
   */
  readonly onLateRejection?: ((error: Error, runId: string) => void) | undefined;
}

const DEFAULT_COMMAND_BUDGET = 10_000;

/** Made here, where it does not hold on to a host. */
const ignore = (): void => undefined;

function lookupIn(
  workflows: Exclude<WorkflowHostOptions['workflows'], ModulesPerRun>,
): WorkflowLookup {
  if (typeof workflows === 'function') {
    return (workflowType) => ({ workflow: workflows(workflowType), fallback: undefined });
  }
  const own = (name: string): unknown =>
    Object.hasOwn(workflows, name) ? workflows[name] : undefined;
  return (workflowType) => ({ workflow: own(workflowType), fallback: own('default') });
}

function modulesOf({ workflows, interceptorModules = [] }: WorkflowHostOptions): () => RunModules {
  if (!(workflows instanceof ModulesPerRun)) {
    const modules = { lookup: lookupIn(workflows), interceptorModules };
    return () => modules;
  }
  return () => {
    const own = workflows.evaluate();
    return {
      lookup: lookupIn(own.workflows),
      interceptorModules: [...own.interceptorModules, ...interceptorModules],
    };
  };
}

/** The names of errors that fail workflows of a type. */
export function failureErrorTypes(
  types: WorkflowHostOptions['workflowFailureErrorTypes'],
): (workflowType: string) => readonly string[] {
  if (types === undefined) return () => [];
  if (Array.isArray(types)) return () => types as readonly string[];
  const byType = types as Readonly<Record<string, readonly string[]>>;
  return (workflowType) => [...(byType['*'] ?? []), ...(byType[workflowType] ?? [])];
}

const dispose = (run: WorkflowRun): void => run.runtime.dispose();

class RealmWorkflowHost implements WorkflowHost {
  readonly #surroundings: ActivationSurroundings;
  #latest: WorkflowActivation | undefined;
  #latestTimestamp: EpochMs = 0;

  constructor(options: WorkflowHostOptions, sdk: WorkflowSdk) {
    const { common } = sdk;
    const forRuns: RunSurroundings = {
      sdk,
      modules: modulesOf(options),
      namespace: options.namespace,
      taskQueue: options.taskQueue,
      wallClock: options.wallClock ?? (() => this.#latestTimestamp),
      registeredActivityNames: options.registeredActivityNames,
      watch: options.watch,
      payloadConverter: options.payloadConverter ?? common.defaultPayloadConverter,
      failureConverter: options.failureConverter ?? common.defaultFailureConverter,
      failureErrorTypes: failureErrorTypes(options.workflowFailureErrorTypes),
      commandBudget: options.commandBudget ?? DEFAULT_COMMAND_BUDGET,
      onLateRejection: options.onLateRejection ?? ignore,
    };
    const codecs = options.payloadCodecs ?? [];
    this.#surroundings = {
      runs: new Map(),
      forRuns,
      sinks: new SinkCaller(options.sinks ?? {}, options.logger, options.onLog),
      codec: codecs.length === 0 ? undefined : new WorkflowCodec(codecs, options.namespace),
      stackTraceLimit: options.stackTraceLimit,
    };
  }

  activate(activation: Activation): RunningActivation {
    this.#latestTimestamp = activation.timestamp;
    this.#latest = new WorkflowActivation(activation, this.#surroundings);
    return this.#latest;
  }

  evict(runId: string): void {
    const { runs, codec } = this.#surroundings;
    if (this.#latest?.runId === runId) this.#latest.abandon();
    codec?.forget(runId);
    const run = runs.get(runId);
    if (run === undefined) return;
    runs.delete(runId);
    run.evict();
    if (run.hasDisposal) this.#dispose(run);
  }

  close(): void {
    this.#latest?.abandon();
    for (const runId of this.#surroundings.runs.keys()) this.evict(runId);
  }

  /** Interceptors may hold things that they must let go of; what they throw is of no consequence. */
  #dispose(run: WorkflowRun): void {
    const { sdk } = this.#surroundings.forRuns;
    enterWorkflow(run.globals);
    sdk.setActivator(run.activator);
    try {
      runInRootContext(run, dispose, run);
    } catch {
      // the run is gone, and no workflow task is there to fail
    } finally {
      sdk.setActivator(undefined);
      leaveWorkflow();
    }
  }
}

/** Workflows that were there when all loaded modules were looked through, which takes longer than to make a host. */
const checked = new WeakSet<WorkflowHostOptions['workflows']>();

/**
 * A host for the workflows of one worker.
 * @divergence Stack traces of waiting code are not recorded: the queries for them fail, as on a worker without that feature.
 * @divergence The real SDK evaluates the modules of a workflow anew for every run; here all runs share them, but for modules that are
 * given by their path and were loaded with `require`.
 * @throws UnsupportedSdkError, DuplicateSdkError, SdkLoadedTooEarlyError
 */
export function createWorkflowHost(options: WorkflowHostOptions): WorkflowHost {
  const sdk = workflowSdk();
  if (!checked.has(options.workflows)) {
    refuseDuplicateSdk();
    fillWorkflowStubs();
    checked.add(options.workflows);
  }
  routeUnhandledRejections();
  return new RealmWorkflowHost(options, sdk);
}
