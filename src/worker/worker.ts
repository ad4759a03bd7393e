/** `Worker`, as `@temporalio/worker` has it, over a modelled worker in an open world. */
import { IllegalStateError } from '@temporalio/common';
import type { LogLevel, LogMetadata } from '@temporalio/common';
import type { InterceptorModule } from '../host/workflow-run.ts';
import type { ModelledWorker } from '../simulation/modelled-worker.ts';
import type { OpenWorld } from '../simulation/open-world.ts';
import {
  resolveOptions,
  type ResolvedWorker,
  type WorkerOptions as SimulatedWorkerOptions,
} from '../simulation/options.ts';
import { contentsOf } from './bundle.ts';
import { loadModule } from './load-module.ts';
import { worldOfConnection } from './native-connection.ts';
import { Runtime } from './runtime.ts';

/** @see WorkerOptions of `@temporalio/worker` */
export interface WorkerOptions extends Omit<
  SimulatedWorkerOptions,
  'taskQueue' | 'interceptors' | 'workflows'
> {
  readonly taskQueue: string;
  readonly connection?: unknown;
  readonly namespace?: string | undefined;
  readonly workflowsPath?: string | undefined;
  readonly workflowBundle?: object | undefined;
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

type ActivityFactory = (context: never) => object;

/** @see State of `@temporalio/worker` */
export type State =
  'INITIALIZED' | 'RUNNING' | 'STOPPING' | 'DRAINING' | 'DRAINED' | 'STOPPED' | 'FAILED';

interface WorkflowModules {
  readonly workflows: object | undefined;
  readonly interceptors: readonly InterceptorModule[];
}

async function workflowModules(options: WorkerOptions): Promise<WorkflowModules> {
  const { workflowBundle, workflowsPath, interceptors } = options;
  const { workflowsPath: path, workflowInterceptorModules } =
    workflowBundle === undefined
      ? { workflowsPath, workflowInterceptorModules: interceptors?.workflowModules ?? [] }
      : contentsOf(workflowBundle);
  if (path === undefined) return { workflows: undefined, interceptors: [] };
  const workflows = await loadModule(path);
  const modules: InterceptorModule[] = [];
  for (const name of workflowInterceptorModules) modules.push(await loadModule(name));
  return { workflows, interceptors: modules };
}

function activityFactories({
  interceptors,
}: WorkerOptions): readonly ActivityFactory[] | undefined {
  const { activity = [], activityInbound = [] } = interceptors ?? {};
  const inbound = activityInbound.map((make) => (context: never) => ({ inbound: make(context) }));
  return [...activity, ...inbound];
}

/** The options as the world takes them. @throws OptionError */
async function resolved(options: WorkerOptions): Promise<ResolvedWorker> {
  const { workflows, interceptors } = await workflowModules(options);
  const { connection: _connection, namespace: _namespace, ...rest } = options;
  const worker = {
    ...rest,
    workflows,
    interceptors: {
      workflowModules: interceptors,
      activity: activityFactories(options),
      client: options.interceptors?.client,
    },
  } as SimulatedWorkerOptions;
  const [first] = resolveOptions({ workers: [worker] }).workers;
  return first as ResolvedWorker;
}

/** @see Worker of `@temporalio/worker` */
export class Worker {
  readonly options: WorkerOptions;
  readonly #world: OpenWorld;
  readonly #resolved: ResolvedWorker;
  #state: State = 'INITIALIZED';
  #stop: () => void = () => undefined;
  #modelled: ModelledWorker | undefined;

  protected constructor(options: WorkerOptions, world: OpenWorld, worker: ResolvedWorker) {
    this.options = options;
    this.#world = world;
    this.#resolved = worker;
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
    const world = this.#world;
    try {
      this.#modelled = await world.startWorker(this.#resolved, this.options.taskQueue);
      await Promise.race([stopped, world.ended]);
      await Promise.race([world.stopWorker(this.#modelled), world.ended]);
    } catch (error) {
      this.#setState('FAILED');
      throw error;
    }
    this.#setState('STOPPED');
  }

  /** Runs until a promise settles, or the one that a function returns, and gives what it gives. */
  async runUntil<Result>(
    what: Promise<Result> | (() => Result | Promise<Result>),
  ): Promise<Result> {
    const running = this.run();
    const inner = typeof what === 'function' ? (async () => what())() : what;
    const settled = await Promise.allSettled([
      Promise.race([inner, running.then(() => inner)]).finally(() => {
        if (this.#state === 'RUNNING') this.shutdown();
      }),
      running,
    ]);
    const [ofInner, ofRun] = settled;
    if (ofRun.status === 'rejected') throw ofRun.reason;
    if (ofInner.status === 'rejected') throw ofInner.reason;
    return ofInner.value;
  }

  /** @throws IllegalStateError if it does not run */
  shutdown(): void {
    if (this.#state !== 'RUNNING') {
      throw new IllegalStateError(`Not running. Current state: ${this.#state}`);
    }
    this.#setState('STOPPING');
    this.#stop();
  }

  #setState(state: State): void {
    this.#state = state;
    Runtime.instance().logger.info('Worker state changed', {
      state,
      taskQueue: this.options.taskQueue,
      sdkComponent: 'worker',
    } as LogMetadata);
  }
}

/** Passes on what a world logs to the logger of the runtime. */
export function logTo(world: OpenWorld): void {
  const nanosPerMs = 1_000_000n;
  world.world.onLog = ({ at, level, message, attributes }) => {
    const { logger } = Runtime.instance();
    const meta = {
      ...attributes,
      [Symbol.for('log_timestamp')]: BigInt(Math.round(at)) * nanosPerMs,
    };
    logger.log(level.toUpperCase() as LogLevel, message, meta as LogMetadata);
  };
}
