/** `Worker`, as `@temporalio/worker` has it, over a modelled worker in an open world. */
import { IllegalStateError } from '@temporalio/common';
import type { Duration, LogMetadata } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import { DEFAULT_BUILD_ID } from '../core/worker.ts';
import { real } from '../host/real-globals.ts';
import { loadWorkflows } from '../host/load-workflows.ts';
import type { ModelledWorker } from '../simulation/modelled-worker.ts';
import type { OpenWorld } from '../simulation/open-world.ts';
import {
  resolveOptions,
  type ResolvedWorker,
  type WorkerOptions as SimulatedWorkerOptions,
} from '../simulation/options.ts';
import { contentsOf } from './bundle.ts';
import { CombinedWorkerRunError, PromiseCompletionTimeoutError } from './errors.ts';
import { worldOfConnection } from './native-connection.ts';
import { replayOn, type ReplayHistoriesIterable, type ReplayResult } from './replay.ts';
import { Runtime } from './runtime.ts';

/** @see ReplayWorkerOptions of `@temporalio/worker` */
export interface ReplayWorkerOptions extends Omit<
  SimulatedWorkerOptions,
  'taskQueue' | 'interceptors' | 'workflows'
> {
  readonly namespace?: string | undefined;
  readonly workflowsPath?: string | undefined;
  readonly workflowBundle?: object | undefined;
  readonly bundlerOptions?: { readonly ignoreModules?: readonly string[] | undefined } | undefined;
  readonly interceptors?:
    | {
        readonly workflowModules?: readonly string[] | undefined;
        readonly activity?: readonly ActivityFactory[] | undefined;
        readonly activityInbound?: readonly ((context: never) => object)[] | undefined;
        readonly client?: unknown;
      }
    | undefined;
  readonly [option: string]: unknown;
}

/** @see WorkerOptions of `@temporalio/worker` */
export interface WorkerOptions extends ReplayWorkerOptions {
  readonly taskQueue: string;
  readonly connection?: unknown;
}

type ActivityFactory = (context: never) => object;

/** @see State of `@temporalio/worker` */
export type State =
  'INITIALIZED' | 'RUNNING' | 'STOPPING' | 'DRAINING' | 'DRAINED' | 'STOPPED' | 'FAILED';

async function workflowModules(options: ReplayWorkerOptions): Promise<object | undefined> {
  const { workflowBundle, workflowsPath, interceptors, bundlerOptions } = options;
  const contents =
    workflowBundle === undefined
      ? {
          workflowsPath,
          workflowInterceptorModules: interceptors?.workflowModules,
          ignoreModules: bundlerOptions?.ignoreModules,
        }
      : contentsOf(workflowBundle);
  if (contents.workflowsPath === undefined) return undefined;
  return await loadWorkflows(
    {
      workflows: contents.workflowsPath,
      interceptors: contents.workflowInterceptorModules ?? [],
      ignored: contents.ignoreModules ?? [],
    },
    (error) =>
      Runtime.instance().logger.warn(
        'The modules of the workflows cannot be evaluated anew for each run: all runs share them',
        { error },
      ),
  );
}

function activityFactories({
  interceptors,
}: ReplayWorkerOptions): readonly ActivityFactory[] | undefined {
  const { activity = [], activityInbound = [] } = interceptors ?? {};
  const inbound = activityInbound.map((make) => (context: never) => ({ inbound: make(context) }));
  return [...activity, ...inbound];
}

/** The options as simulations have them, with modules in the place of their paths. */
async function simulated(options: ReplayWorkerOptions): Promise<SimulatedWorkerOptions> {
  const workflows = await workflowModules(options);
  const { connection: _connection, namespace: _namespace, ...rest } = options;
  return {
    ...rest,
    workflows,
    interceptors: {
      activity: activityFactories(options),
      client: options.interceptors?.client,
    },
  } as SimulatedWorkerOptions;
}

/** The options as the world takes them. @throws OptionError */
async function resolved(options: WorkerOptions): Promise<ResolvedWorker> {
  const [first] = resolveOptions({ workers: [await simulated(options)] }).workers;
  return first as ResolvedWorker;
}

/** @see RunUntilOptions of `@temporalio/worker` */
export interface RunUntilOptions {
  /** How long, in real time, what a worker runs for may still take when it has stopped for another reason. */
  readonly promiseCompletionTimeout?: Duration | undefined;
}

async function settled<Result>(
  what: Promise<Result> | (() => Result | Promise<Result>),
): Promise<PromiseSettledResult<Result>> {
  const [result] = await Promise.allSettled([
    typeof what === 'function' ? (async () => what())() : what,
  ]);
  return result as PromiseSettledResult<Result>;
}

/** @see Worker of `@temporalio/worker` */
export class Worker {
  readonly options: WorkerOptions;
  readonly #world: OpenWorld;
  readonly #resolved: ResolvedWorker;
  readonly #deregister: () => void;
  #state: State = 'INITIALIZED';
  #stop: () => void = () => undefined;
  #modelled: ModelledWorker | undefined;

  protected constructor(options: WorkerOptions, world: OpenWorld, worker: ResolvedWorker) {
    const { namespace } = world.world.options;
    this.options = { namespace, buildId: DEFAULT_BUILD_ID, ...options };
    this.#world = world;
    this.#resolved = worker;
    this.#deregister = Runtime.instance().register(this);
  }

  /**
   * Makes a worker of the world that its connection stands for. It polls once it is run.
   * @throws TypeError without a task queue; OptionError; NoWorldError; what its modules throw when they are loaded
   */
  static async create(options: WorkerOptions): Promise<Worker> {
    if (!options.taskQueue) throw new TypeError('Task queue name is required');
    const world = worldOfConnection(options.connection);
    return new Worker(options, world, await resolved(options));
  }

  /**
   * Replays a history: what workflow code does must be what the history says that it did.
   * @param history - a message that a client fetched, or JSON as `temporal workflow show --output json` prints it
   * @throws DeterminismViolationError, ReplayError; HistoryImportError, HistoryStartError for what is no whole history
   */
  static async runReplayHistory(
    options: ReplayWorkerOptions,
    history: unknown,
    workflowId = 'fake',
  ): Promise<void> {
    const histories = [{ workflowId, history }] as ReplayHistoriesIterable;
    for await (const { error } of this.runReplayHistories(options, histories)) {
      if (error !== undefined) throw error;
      return;
    }
    throw new IllegalStateError('Expected at least one replay result');
  }

  /** Replays one history after the other. @see Worker.runReplayHistory */
  static async *runReplayHistories(
    options: ReplayWorkerOptions,
    histories: ReplayHistoriesIterable,
  ): AsyncIterableIterator<ReplayResult> {
    const worker = await simulated(options);
    const { namespace } = options;
    for await (const history of histories) yield await replayOn({ ...worker, namespace }, history);
  }

  getState(): State {
    return this.#state;
  }

  /** @see Worker.getStatus, of which a modelled worker knows this much */
  getStatus(): { readonly runState: State; readonly numCachedWorkflows: number } {
    const cached = this.#modelled?.core.cachedRuns.length ?? 0;
    return { runState: this.#state, numCachedWorkflows: cached };
  }

  /**
   * Polls until it is shut down, and has done what it had begun.
   * @throws IllegalStateError if it was run before; what breaks its world
   */
  async run(): Promise<void> {
    if (this.#state !== 'INITIALIZED') throw new IllegalStateError('Poller was already started');
    this.#setState('RUNNING');
    const stopped = new Promise<void>((resolve) => (this.#stop = resolve));
    const stopListening = Runtime.instance().onShutdownSignal(() => {
      if (this.#state === 'RUNNING') this.shutdown();
    });
    const world = this.#world;
    try {
      this.#modelled = await world.startWorker(this.#resolved, this.options.taskQueue);
      await Promise.race([stopped, world.ended]);
      await Promise.race([world.stopWorker(this.#modelled), world.ended]);
      this.#setState('DRAINED');
      this.#setState('STOPPED');
    } catch (error) {
      this.#setState('FAILED');
      throw error;
    } finally {
      stopListening();
      this.#deregister();
    }
  }

  /**
   * Runs until a promise settles, or the one that a function returns, and gives what it gives.
   * @throws PromiseCompletionTimeoutError if the worker stops for another reason; CombinedWorkerRunError
   */
  async runUntil<Result>(
    what: Promise<Result> | (() => Result | Promise<Result>),
    { promiseCompletionTimeout = 0 }: RunUntilOptions = {},
  ): Promise<Result> {
    const running = settled(this.run());
    let inner: PromiseSettledResult<Result> | undefined;
    const innerSettled = settled(what).then((result) => {
      inner = result;
      if (this.#state === 'RUNNING') this.shutdown();
    });
    const ofRun = await running;
    const limit = msToNumber(promiseCompletionTimeout);
    if (inner === undefined && limit > 0) {
      await Promise.race([
        innerSettled,
        new Promise((resolve) => void real.setTimeout(resolve, limit).unref()),
      ]);
    }
    inner ??= {
      status: 'rejected',
      reason: new PromiseCompletionTimeoutError(
        `Promise did not resolve within ${limit}ms after Worker completed shutdown`,
      ),
    };
    return outcome(ofRun, inner);
  }

  /** @throws IllegalStateError if it does not run */
  shutdown(): void {
    if (this.#state !== 'RUNNING') {
      throw new IllegalStateError(`Not running. Current state: ${this.#state}`);
    }
    this.#setState('STOPPING');
    this.#stop();
    this.#setState('DRAINING');
  }

  #setState(state: State): void {
    this.#state = state;
    const meta = { state, taskQueue: this.options.taskQueue, sdkComponent: 'worker' };
    Runtime.instance().logger.info('Worker state changed', meta as LogMetadata);
  }
}

function outcome<Result>(
  ofRun: PromiseSettledResult<void>,
  inner: PromiseSettledResult<Result>,
): Result {
  if (ofRun.status === 'fulfilled') {
    if (inner.status === 'fulfilled') return inner.value;
    throw inner.reason;
  }
  if (inner.status === 'fulfilled') throw ofRun.reason;
  throw new CombinedWorkerRunError('Worker terminated with fatal error in `runUntil`', {
    cause: { workerError: ofRun.reason, innerError: inner.reason },
  });
}
