/** The options of a simulation: those of a real Worker and Client that make sense here, under their own names, and the world's. */
import type { ClientInterceptors } from '@temporalio/client';
import type { DataConverter, Duration } from '@temporalio/common';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ActivityHostOptions } from '../host/activity-host.ts';
import type { WorkflowHostOptions } from '../host/workflow-host.ts';
import { SEARCH_ATTRIBUTE_TYPES, type SearchAttributeTypes } from '../protocol/operator-methods.ts';
import type { ServiceLimits } from '../service/limits.ts';
import { limitsOf, type DynamicConfig } from './dynamic-config.ts';
import { OptionError } from './error.ts';
import { count, duration } from './option-value.ts';

/** One modelled worker. @see WorkerOptions of `@temporalio/worker` */
export interface WorkerOptions {
  /** The queue it polls. Without it there is a worker for every queue that anything is sent to. */
  readonly taskQueue?: string | undefined;
  /** A module, or a record of functions by workflow type. */
  readonly workflows?: object | undefined;
  /**
   * In place of `workflows`: the path of their module, absolute or relative to the working directory, or a `file:` URL. It is imported,
   * not bundled; if it can be required, it is evaluated anew for each run, as on a real worker. TypeScript needs a process that reads it.
   */
  readonly workflowsPath?: string | undefined;
  /** A record of functions, or an object with methods, by activity type. */
  readonly activities?: object | undefined;
  readonly identity?: string | undefined;
  /** Which code it has. Default: that of the SDK, from no bundle. */
  readonly buildId?: string | undefined;
  readonly maxCachedWorkflows?: number | undefined;
  readonly stickyQueueScheduleToStartTimeout?: Duration | undefined;
  readonly maxConcurrentActivityTaskExecutions?: number | undefined;
  readonly maxConcurrentLocalActivityExecutions?: number | undefined;
  readonly maxHeartbeatThrottleInterval?: Duration | undefined;
  readonly defaultHeartbeatThrottleInterval?: Duration | undefined;
  readonly shutdownGraceTime?: Duration | undefined;
  readonly dataConverter?: DataConverter | undefined;
  readonly interceptors?:
    | {
        readonly workflowModules?: WorkflowHostOptions['interceptorModules'];
        readonly activity?: ActivityHostOptions['interceptors'];
        readonly client?: ClientInterceptors | undefined;
      }
    | undefined;
  readonly sinks?: WorkflowHostOptions['sinks'];
  readonly workflowFailureErrorTypes?: WorkflowHostOptions['workflowFailureErrorTypes'];
  /** False: its activities only run as local ones. Default true. */
  readonly enableNonLocalActivities?: boolean | undefined;
}

/** A world: its workers, its clock, its limits. */
export interface SimulationOptions extends WorkerOptions {
  /** Several workers, where one is not enough; the worker options beside it are their defaults. */
  readonly workers?: readonly WorkerOptions[] | undefined;
  readonly namespace?: string | undefined;
  /** Everything random that is not the program's own follows from it. Default 1. */
  readonly seed?: number | undefined;
  /** When the virtual clock starts. Default 2026-01-01T00:00:00Z. */
  readonly startTime?: EpochMs | Date | undefined;
  /** How many steps a run may take. Default 200 000. */
  readonly stepLimit?: number | undefined;
  /** How much real time the scenario and real activities may spend on things that are not simulated. Default 5 s. */
  readonly realTimeLimit?: Duration | undefined;
  /** How many steps `run.trace` keeps; the last ones. Default: all. */
  readonly traceLimit?: number | undefined;
  /** When the scenario is over, let virtual time go on until nothing is left to happen, at most this long. Default 0. */
  readonly settleWithin?: Duration | undefined;
  /** `'real'`: give activity code real time for what it awaits outside the simulation. Default `'virtual'`. */
  readonly activityTime?: 'virtual' | 'real' | undefined;
  /** Calls into the workflow API that one activation may make. Default 10 000. */
  readonly commandBudget?: number | undefined;
  /** Lets PauseWorkflowExecution work, which a real service has switched off by default. */
  readonly workflowPause?: boolean | undefined;
  /** Search attributes that are registered from the start. */
  readonly searchAttributes?: SearchAttributeTypes | undefined;
  /** Limits of the service that differ from its defaults, under the names of its dynamic configuration. */
  readonly dynamicConfig?: DynamicConfig | undefined;
}

/** The options with all that is unsaid filled in. */
export interface ResolvedOptions {
  readonly namespace: string;
  readonly seed: number;
  readonly startTime: EpochMs;
  readonly stepLimit: number;
  readonly realTimeLimit: DurationMs;
  readonly traceLimit: number;
  readonly settleWithin: DurationMs;
  readonly activityTime: 'virtual' | 'real';
  readonly commandBudget: number;
  readonly workflowPause: boolean;
  readonly searchAttributes: SearchAttributeTypes;
  readonly limits: Partial<ServiceLimits> | undefined;
  readonly dataConverter: DataConverter | undefined;
  readonly clientInterceptors: ClientInterceptors | undefined;
  readonly workers: readonly ResolvedWorker[];
}

/** One worker with all that is unsaid filled in. */
export interface ResolvedWorker extends Omit<
  WorkerOptions,
  | 'workflowsPath'
  | 'stickyQueueScheduleToStartTimeout'
  | 'maxHeartbeatThrottleInterval'
  | 'defaultHeartbeatThrottleInterval'
  | 'shutdownGraceTime'
> {
  readonly maxCachedWorkflows: number;
  readonly stickyQueueScheduleToStartTimeout: DurationMs;
  readonly maxConcurrentActivityTaskExecutions: number;
  readonly maxConcurrentLocalActivityExecutions: number;
  readonly maxHeartbeatThrottleInterval: DurationMs;
  readonly defaultHeartbeatThrottleInterval: DurationMs;
  readonly shutdownGraceTime: DurationMs;
}

const ONE_WORKER: readonly WorkerOptions[] = [{}];
const START: EpochMs = Date.UTC(2026, 0, 1);

function checkCode({ workflows, activities }: WorkerOptions): void {
  if (workflows !== undefined && (typeof workflows !== 'object' || workflows === null)) {
    throw new OptionError('workflows', workflows, 'a module, or a record of workflow functions');
  }
  if (activities !== undefined && (typeof activities !== 'object' || activities === null)) {
    throw new OptionError('activities', activities, 'a record of activity functions');
  }
}

/** What is set for one worker, else what is set for all; field by field, for V8 is slow to add fields to a copy. */
function resolveWorker(own: WorkerOptions, all: WorkerOptions): ResolvedWorker {
  const of = <Key extends keyof WorkerOptions>(key: Key): WorkerOptions[Key] =>
    own[key] === undefined ? all[key] : own[key];
  type Count =
    'maxCachedWorkflows' | `maxConcurrent${'' | 'Local'}Activity${'Task' | ''}Executions`;
  const atLeast = (key: Count & keyof WorkerOptions, least: number, otherwise: number): number =>
    count(key, of(key) ?? otherwise, least);
  const time = (
    key:
      | 'stickyQueueScheduleToStartTimeout'
      | 'maxHeartbeatThrottleInterval'
      | 'defaultHeartbeatThrottleInterval'
      | 'shutdownGraceTime',
    otherwise: DurationMs,
  ): DurationMs => duration(key, of(key) ?? otherwise);
  const worker: Required<ResolvedWorker> = {
    taskQueue: of('taskQueue'),
    workflows: of('workflows'),
    activities: of('activities'),
    identity: of('identity'),
    buildId: of('buildId'),
    maxCachedWorkflows: atLeast('maxCachedWorkflows', 0, 1000),
    stickyQueueScheduleToStartTimeout: time('stickyQueueScheduleToStartTimeout', 10_000),
    maxConcurrentActivityTaskExecutions: atLeast('maxConcurrentActivityTaskExecutions', 1, 100),
    maxConcurrentLocalActivityExecutions: atLeast('maxConcurrentLocalActivityExecutions', 1, 100),
    maxHeartbeatThrottleInterval: time('maxHeartbeatThrottleInterval', 60_000),
    defaultHeartbeatThrottleInterval: time('defaultHeartbeatThrottleInterval', 30_000),
    shutdownGraceTime: time('shutdownGraceTime', 0),
    dataConverter: of('dataConverter'),
    interceptors: of('interceptors'),
    sinks: of('sinks'),
    workflowFailureErrorTypes: of('workflowFailureErrorTypes'),
    enableNonLocalActivities: of('enableNonLocalActivities'),
  };
  checkCode(worker);
  return worker;
}

function resolveTypes(types: SearchAttributeTypes): SearchAttributeTypes {
  for (const [name, type] of Object.entries(types)) {
    if (SEARCH_ATTRIBUTE_TYPES.includes(type)) continue;
    const wanted = `one of ${SEARCH_ATTRIBUTE_TYPES.join(', ')}`;
    throw new OptionError(`searchAttributes['${name}']`, type, wanted);
  }
  return types;
}

/** Checks the options and fills in what they leave unsaid. @throws OptionError */
export function resolveOptions(options: SimulationOptions): ResolvedOptions {
  const { workers } = options;
  if (workers !== undefined && !Array.isArray(workers)) {
    throw new OptionError(
      'workers',
      workers,
      "an array of worker options. For an exploration in so many threads, its scenario must be in a module: explore({ module: new URL('./scenario.ts', import.meta.url), workers: 4 })",
    );
  }
  return {
    namespace: options.namespace ?? 'default',
    seed: count('seed', options.seed ?? 1, 0),
    startTime: Number(options.startTime ?? START),
    stepLimit: count('stepLimit', options.stepLimit ?? 200_000, 1),
    realTimeLimit: duration('realTimeLimit', options.realTimeLimit ?? 5_000),
    traceLimit: options.traceLimit ?? Number.POSITIVE_INFINITY,
    settleWithin: duration('settleWithin', options.settleWithin ?? 0),
    activityTime: options.activityTime ?? 'virtual',
    commandBudget: count('commandBudget', options.commandBudget ?? 10_000, 1),
    workflowPause: options.workflowPause ?? false,
    searchAttributes: resolveTypes(options.searchAttributes ?? {}),
    limits: limitsOf(options.dynamicConfig),
    dataConverter: options.dataConverter,
    clientInterceptors: options.interceptors?.client,
    workers: (workers ?? ONE_WORKER).map((worker) => resolveWorker(worker, options)),
  };
}
