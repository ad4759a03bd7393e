/** One workflow run in a worker's cache: its state in the SDK's runtime, and the watch over what its code does. */
import type { EpochMs } from '../common/time.ts';
import type { Activation, InitializeWorkflow } from '../protocol/activation.ts';
import type { Failure } from '../protocol/failure.ts';
import { failureFromProto } from '../protocol/proto-failure.ts';
import type { ProtoFailure } from '../protocol/proto-failure.ts';
import type { WorkflowGlobals } from './realm.ts';
import type {
  Activator,
  FailureConverter,
  PayloadConverter,
  SinkCall,
  WorkflowInterceptors,
  WorkflowInterceptorsFactory,
  WorkflowSdk,
} from './sdk.ts';
import { ActivationBudgetError, StrayWorkflowCodeError } from './simulation-error.ts';
import { rootContextOf } from './workflow-async-context.ts';
import type { ContextOwner, WorkflowContext } from './workflow-async-context.ts';
import { callSite } from './workflow-call-site.ts';
import type { RuntimeCommand } from './workflow-command.ts';
import { RunGlobals } from './workflow-globals.ts';
import { initialInfo } from './workflow-info.ts';
import type { WorkerOfWorkflow } from './workflow-info.ts';
import { UnhandledRejectionError } from './workflow-rejection.ts';
import { randomnessSeed } from './workflow-seed.ts';
import { watchRun } from './workflow-watch.ts';
import type { WatchedRun, WorkflowWatch } from './workflow-watch.ts';

/** Finds the function of a workflow type, or what stands in its place. */
export type WorkflowLookup = (workflowType: string) => {
  readonly workflow: unknown;
  readonly fallback: unknown;
};

/** A module that may export a factory of interceptors, as `workflowModules` of a worker's interceptors name them. */
export interface InterceptorModule {
  readonly interceptors?: WorkflowInterceptorsFactory | undefined;
}

/** What the code of a run is made of. */
export interface RunModules {
  readonly lookup: WorkflowLookup;
  readonly interceptorModules: readonly InterceptorModule[];
}

/** What all runs of a worker share. */
export interface RunSurroundings extends WorkerOfWorkflow {
  readonly sdk: WorkflowSdk;
  /** The time outside of the workflow. */
  readonly wallClock: () => EpochMs;
  /** What the code of one run is made of. */
  readonly modules: () => RunModules;
  readonly registeredActivityNames: ReadonlySet<string>;
  readonly watch: WorkflowWatch | undefined;
  readonly payloadConverter: PayloadConverter;
  readonly failureConverter: FailureConverter;
  readonly failureErrorTypes: (workflowType: string) => readonly string[];
  readonly commandBudget: number;
  /** A rejection that came when it could fail nothing any more. */
  readonly onLateRejection: (error: Error, runId: string) => void;
}

/** What a run that has left the cache keeps of its surroundings: nothing that belongs to its world. */
function remainsOf(surroundings: RunSurroundings): RunSurroundings {
  const now = surroundings.wallClock();
  return {
    namespace: surroundings.namespace,
    taskQueue: surroundings.taskQueue,
    sdk: surroundings.sdk,
    wallClock: () => now,
    modules: noModules,
    registeredActivityNames: surroundings.registeredActivityNames,
    watch: undefined,
    payloadConverter: surroundings.payloadConverter,
    failureConverter: surroundings.failureConverter,
    failureErrorTypes: noTypes,
    commandBudget: surroundings.commandBudget,
    onLateRejection: surroundings.onLateRejection,
  };
}

const noModules = (): RunModules => ({
  lookup: () => ({ workflow: undefined, fallback: undefined }),
  interceptorModules: [],
});
const noTypes = (): readonly string[] => [];

/** So many calls are granted for every command and every condition that came of one. */
const CALLS_PER_COMMAND = 4;

/** Commands of more than so many budgets grant no further calls: a loop may send commands for ever. */
const BUDGETS_OF_COMMANDS = 10;

/** One run; also the owner of the asynchronous context of its code. */
export class WorkflowRun implements ContextOwner {
  readonly runId: string;
  /** Type and id of the workflow, for messages. */
  readonly label: string;
  readonly activator: Activator;
  readonly globals: WorkflowGlobals;
  readonly rootContext: WorkflowContext;
  /** Set when the code went over its budget: the activation is lost. */
  exceeded: ActivationBudgetError | undefined;
  /** The last rejection that nothing handled: it fails the activation that is under way, else the next one. */
  rejection: UnhandledRejectionError | undefined;
  hasInterceptors = false;
  #surroundings: RunSurroundings;
  #watched: WatchedRun | undefined;
  #calls = 0;
  #grantedCalls: number;
  #parkingScope: object | undefined;
  #evicted = false;

  constructor(activation: Activation, job: InitializeWorkflow, surroundings: RunSurroundings) {
    const { sdk } = surroundings;
    this.#surroundings = surroundings;
    this.#grantedCalls = surroundings.commandBudget;
    this.runId = activation.runId;
    this.label = `${job.workflowType} (${job.workflowId})`;
    this.rootContext = rootContextOf(this);
    this.activator = new sdk.Activator({
      info: initialInfo(sdk, activation, job, surroundings, () => this.#wallClock()),
      now: activation.timestamp,
      showStackTraceSources: false,
      sourceMap: undefined as never,
      getTimeOfDay: () => BigInt(Math.trunc(this.#wallClock())) * 1_000_000n,
      randomnessSeed: randomnessSeed(job.randomnessSeedRunId),
      registeredActivityNames: surroundings.registeredActivityNames as Set<string>,
      stackTracesEnabled: false,
      failureExceptionTypeNames: [...surroundings.failureErrorTypes(job.workflowType)],
    });
    this.activator.payloadConverter = surroundings.payloadConverter;
    this.activator.failureConverter = surroundings.failureConverter;
    this.globals = new RunGlobals(sdk, this.activator);
  }

  /** Finds the workflow function and makes the interceptors: the first code of the user's that runs. @throws what it throws */
  load(): void {
    const { activator } = this;
    const { watch } = this.#surroundings;
    if (watch?.listening === true) this.#watched = watchRun(activator, watch);
    const { sdk } = this.#surroundings;
    const { lookup, interceptorModules } = this.#surroundings.modules();
    this.hasInterceptors = interceptorModules.length > 0;
    for (const { interceptors: factory } of interceptorModules) {
      if (factory !== undefined) addInterceptors(activator, factory);
    }
    const fn = workflowFunction(lookup, activator.info.workflowType);
    activator.workflow = fn;
    const { isWorkflowFunctionWithOptions, isWorkflowFunctionWithStaticOptions } = sdk.definitions;
    if (isWorkflowFunctionWithOptions(fn)) {
      const options = fn.workflowDefinitionOptions;
      if (typeof options === 'object') {
        activator.versioningBehavior = options.versioningBehavior as never;
        activator.workflowDefinitionFailureExceptionTypes = options.failureExceptionTypes as never;
      } else {
        activator.workflowDefinitionOptionsGetter = options;
      }
    }
    if (isWorkflowFunctionWithStaticOptions(fn)) {
      activator.typeInfo = fn.staticOptions.typeInfo as never;
    }
  }

  /** @see worker-interface of the SDK */
  get runtime(): WorkflowSdk['runtime'] {
    return this.#surroundings.sdk.runtime;
  }

  get flags(): WorkflowSdk['flags'] {
    return this.#surroundings.sdk.flags;
  }

  /** A new activation starts: its code may make so many calls anew. */
  resetBudget(): void {
    this.#calls = 0;
    this.#grantedCalls = this.#surroundings.commandBudget;
  }

  scopeRead(reader: ContextOwner | undefined): object | undefined {
    if (reader !== this && reader !== undefined) {
      throw new StrayWorkflowCodeError(reader.label, this.label);
    }
    this.#calls += 1;
    return this.#calls > this.#grantedCalls ? this.#overBudget() : undefined;
  }

  /**
   * Grants more calls where commands or conditions came of them. Otherwise every further call waits for ever, in a scope that is cancelled
   * but never says so: an error could be caught, and the loop go on. A loop that does not even await its calls loses the workflow context.
   */
  #overBudget(): object | undefined {
    const { commandBudget, sdk } = this.#surroundings;
    const { commands } = this.activator as unknown as { readonly commands: RuntimeCommand[] };
    const progress = commands.length + this.activator.blockedConditions.size;
    const granted =
      commandBudget + CALLS_PER_COMMAND * Math.min(progress, BUDGETS_OF_COMMANDS * commandBudget);
    if (this.#calls <= granted) {
      this.#grantedCalls = granted;
      return undefined;
    }
    this.exceeded ??= new ActivationBudgetError(this.label, this.#calls, callSite());
    if (this.#calls > granted + commandBudget) sdk.setActivator(undefined);
    this.#parkingScope ??= Object.defineProperty(
      new sdk.RootCancellationScope(),
      'consideredCancelled',
      { value: true },
    );
    return this.#parkingScope;
  }

  rejected(reason: unknown, promise: unknown): void {
    this.#watched?.unhandled(promise);
    const error = new UnhandledRejectionError(reason);
    if (this.#evicted) {
      this.#surroundings.onLateRejection(error, this.runId);
      return;
    }
    this.rejection = error;
    this.activator.workflowTaskError = error;
  }

  /** What a failed activation reports. */
  failureOf(error: unknown): Failure {
    const { sdk, payloadConverter } = this.#surroundings;
    try {
      return failureFromProto(this.activator.errorToFailure(error) as ProtoFailure);
    } catch (conversionError) {
      const { defaultFailureConverter } = sdk.common;
      return failureFromProto(
        defaultFailureConverter.errorToFailure(conversionError, payloadConverter) as ProtoFailure,
      );
    }
  }

  takeSinkCalls(): readonly SinkCall[] {
    return this.activator.sinkCalls.length === 0 ? [] : this.activator.getAndResetSinkCalls();
  }

  /** Whether interceptors want to be told that the run leaves the cache. */
  get hasDisposal(): boolean {
    const { internals } = this.activator.interceptors;
    return internals.some((interceptor) => interceptor.dispose !== undefined);
  }

  /** Asked anew each time: what asks may outlive the world. */
  #wallClock(): EpochMs {
    return this.#surroundings.wallClock();
  }

  /**
   * The run has left the cache: its code never goes on. It lets go of its world, for V8 keeps what the SDK's scopes refer to until the
   * next full collection of garbage: they hold functions of a kind that it puts among the old objects at once.
   */
  evict(): void {
    this.#evicted = true;
    this.#watched?.leave();
    this.#surroundings = remainsOf(this.#surroundings);
  }
}

function addInterceptors(activator: Activator, factory: unknown): void {
  if (typeof factory !== 'function') {
    throw new TypeError(
      `Failed to initialize workflows interceptors: expected a function, but got: '${String(factory)}'`,
    );
  }
  const made = factory() as WorkflowInterceptors;
  activator.interceptors.inbound.push(...(made.inbound ?? []));
  activator.interceptors.outbound.push(...(made.outbound ?? []));
  activator.interceptors.internals.push(...(made.internals ?? []));
}

/** @throws TypeError with the words of a worker whose bundle has no such workflow */
function workflowFunction(
  lookup: WorkflowLookup,
  workflowType: string,
): NonNullable<Activator['workflow']> {
  const { workflow, fallback } = lookup(workflowType);
  if (typeof workflow === 'function') return workflow as NonNullable<Activator['workflow']>;
  if (typeof fallback === 'function') return fallback as NonNullable<Activator['workflow']>;
  const details =
    workflow === undefined
      ? 'no such function is exported by the workflow bundle'
      : `expected a function, but got: '${typeof workflow}'`;
  throw new TypeError(`Failed to initialize workflow of type '${workflowType}': ${details}`);
}
