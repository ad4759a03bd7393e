/** One modelled worker process, as far as Core goes: it polls, drives runs and attempts, and answers the service. @see temporalio_sdk_core::Worker */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ActivationCompletion, EvictionReason } from '../protocol/activation.ts';
import type { AttemptReport } from '../protocol/attempt.ts';
import type { Reply } from '../protocol/request.ts';
import type { ActivityTask } from '../protocol/task.ts';
import { ActivityAttempts } from './activity-attempts.ts';
import type { CoreEffect, CoreTimer, RequestId } from './effect.ts';
import { LocalActivityQueue } from './local-activity-queue.ts';
import { OpenRequests } from './open-requests.ts';
import { Pollers } from './pollers.ts';
import { WorkflowRuns } from './workflow-runs.ts';

const SDK_NAME = 'temporal-typescript';
const SDK_VERSION = '1.24.0';

/** As workers of the SDK have it, which end it with a checksum of their bundle. */
export const DEFAULT_BUILD_ID: string = `@temporalio/worker@${SDK_VERSION}+lastcall`;

/** How a worker is set. @see WorkerOptions */
export interface CoreWorkerOptions {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly identity: string;
  /** The name of the queue for tasks of runs that this worker caches. */
  readonly stickyQueue: string;
  /** 0: nothing is cached, there is no sticky queue, and no task is wanted together with an answer. */
  readonly maxCachedWorkflows: number;
  readonly stickyQueueScheduleToStartTimeout: DurationMs;
  readonly maxConcurrentActivities: number;
  readonly maxConcurrentLocalActivities: number;
  readonly maxHeartbeatThrottleInterval: DurationMs;
  readonly defaultHeartbeatThrottleInterval: DurationMs;
  readonly shutdownGraceTime: DurationMs;
  readonly pollsActivities: boolean;
  readonly pollsWorkflows: boolean;
  /** Whether workflows of a type fail where their code does not do what their histories say; else only their workflow tasks do. Default: no. */
  readonly failsOnNondeterminism?: ((workflowType: string) => boolean) | undefined;
  /** As it stands in the histories; that of the TypeScript SDK if absent. */
  readonly sdkName?: string | undefined;
  readonly sdkVersion?: string | undefined;
  /** Which code it has. Default: that of the SDK, from no bundle. */
  readonly buildId?: string | undefined;
}

/** The grace of a shutdown is over. */
class GraceTimer {
  readonly isGraceTimer: boolean = true;
}

/** What a worker knows of one run that it caches. */
export interface CachedRun {
  readonly workflowId: string;
  readonly runId: string;
  /** Whether workflow code has an activation of it. */
  readonly isActivated: boolean;
  /** Whether it is to leave the cache. */
  readonly isLeaving: boolean;
  /** Whether a workflow task of it was not answered yet. */
  readonly hasTask: boolean;
  readonly outstandingLocalActivities: number;
}

/** The Core of one worker process: whatever it is told, it answers with what is to be done, in order. */
export class CoreWorker {
  readonly #options: CoreWorkerOptions;
  readonly #requests: OpenRequests;
  readonly #pollers: Pollers;
  readonly #attempts: ActivityAttempts;
  readonly #localActivities: LocalActivityQueue;
  readonly #runs: WorkflowRuns;
  #reservedSlots = 0;
  #isShuttingDown = false;
  #effects: CoreEffect[] = [];

  constructor(options: CoreWorkerOptions) {
    this.#options = options;
    const { namespace, taskQueue, identity } = options;
    const emit = (effect: CoreEffect): void => void this.#effects.push(effect);
    this.#requests = new OpenRequests(emit);
    const send = this.#requests.send.bind(this.#requests);
    this.#attempts = new ActivityAttempts({
      namespace,
      identity,
      taskQueue,
      maxHeartbeatThrottleInterval: options.maxHeartbeatThrottleInterval,
      defaultHeartbeatThrottleInterval: options.defaultHeartbeatThrottleInterval,
      emit,
      send,
    });
    this.#runs = new WorkflowRuns({
      namespace,
      taskQueue,
      identity,
      stickyQueue: options.stickyQueue,
      maxCachedWorkflows: options.maxCachedWorkflows,
      stickyQueueScheduleToStartTimeout: options.stickyQueueScheduleToStartTimeout,
      sdkName: options.sdkName ?? SDK_NAME,
      sdkVersion: options.sdkVersion ?? SDK_VERSION,
      workerVersion: { buildId: options.buildId ?? DEFAULT_BUILD_ID },
      failsOnNondeterminism: options.failsOnNondeterminism ?? (() => false),
      emit,
      send,
      activitySlots: {
        free: () => (options.pollsActivities ? this.#freeActivitySlots() : 0),
        reserve: (count) => void (this.#reservedSlots += count),
        fill: (reserved, tasks, now) => this.#startEagerly(reserved, tasks, now),
      },
      localActivities: () => this.#localActivities,
    });
    this.#localActivities = new LocalActivityQueue({
      namespace,
      taskQueue,
      worker: identity,
      slots: options.maxConcurrentLocalActivities,
      emit,
      resolved: (runId, seq, resolution, now) =>
        this.#runs.localActivityResolved(runId, seq, resolution, now),
    });
    this.#pollers = new Pollers({
      namespace,
      identity,
      taskQueue,
      stickyQueue: options.maxCachedWorkflows > 0 ? options.stickyQueue : undefined,
      pollsWorkflows: options.pollsWorkflows,
      pollsActivities: options.pollsActivities,
      emit,
      requests: this.#requests,
      onWorkflowTask: (task, now) => this.#runs.receive(task, now),
      onActivityTask: (task, now) => this.#attempts.start(task, now),
    });
  }

  /** Begins to poll. */
  start(_now: EpochMs): readonly CoreEffect[] {
    this.#pollers.start();
    return this.#takeEffects();
  }

  /** A request was answered, a poll perhaps. */
  answered(requestId: RequestId, reply: Reply, now: EpochMs): readonly CoreEffect[] {
    this.#requests.answer(requestId, reply, now);
    return this.#takeEffects();
  }

  /** Workflow code has dealt with an activation. */
  activated(runId: string, completion: ActivationCompletion, now: EpochMs): readonly CoreEffect[] {
    this.#runs.activated(runId, completion, now);
    return this.#takeEffects();
  }

  /** The code of an attempt, remote or local, did something. */
  reported(report: AttemptReport, now: EpochMs): readonly CoreEffect[] {
    if (!this.#localActivities.reported(report, now)) this.#attempts.reported(report, now);
    return this.#takeEffects();
  }

  /** A timer that was set by an effect is due. */
  runTimer({ task }: CoreTimer, now: EpochMs): readonly CoreEffect[] {
    if (task instanceof GraceTimer) this.#attempts.shutdownGraceOver(now);
    else if (!this.#runs.runTimer(task, now) && !this.#pollers.runTimer(task)) {
      if (!this.#attempts.runTimer(task, now)) this.#localActivities.runTimer(task, now);
    }
    return this.#takeEffects();
  }

  /** A run must leave the cache; it does so once workflow code and service have let go of it. */
  evict(
    runId: string,
    reason: EvictionReason,
    message: string,
    now: EpochMs,
  ): readonly CoreEffect[] {
    this.#runs.requestEviction(runId, reason, message, now);
    return this.#takeEffects();
  }

  /** Stops in good order: no more polls; attempts are told to stop after the grace time; runs leave when they are idle. */
  shutdown(now: EpochMs): readonly CoreEffect[] {
    if (this.#isShuttingDown) return [];
    this.#isShuttingDown = true;
    const { namespace, identity, stickyQueue, shutdownGraceTime } = this.#options;
    this.#pollers.stop();
    if (this.#options.pollsWorkflows && this.#options.maxCachedWorkflows > 0) {
      const request = { namespace, stickyTaskQueue: stickyQueue, identity };
      this.#requests.send({ method: 'ShutdownWorker', request }, () => undefined);
    }
    if (shutdownGraceTime > 0) {
      this.#effects.push({
        type: 'SetTimer',
        slot: 'shutdown grace',
        at: now + shutdownGraceTime,
        timer: { name: 'shutdown grace', task: new GraceTimer() },
      });
    } else this.#attempts.shutdownGraceOver(now);
    this.#runs.shutdown(now);
    return this.#takeEffects();
  }

  /** The runs in the cache, from the least recently used. */
  get cachedRuns(): readonly CachedRun[] {
    return this.#runs.cached.map((run) => ({
      workflowId: run.machines.identity.workflowId,
      runId: run.runId,
      isActivated: run.isActivated,
      isLeaving: run.isLeaving,
      hasTask: run.hasTask,
      outstandingLocalActivities: this.#localActivities.outstanding(run.runId),
    }));
  }

  /** Whether the worker was told to stop and has nothing left to do. */
  get hasStopped(): boolean {
    return this.#isShuttingDown && this.#runs.cached.length === 0 && this.#attempts.running === 0;
  }

  #freeActivitySlots(): number {
    const polled = this.#pollers.awaitsActivity ? 1 : 0;
    const taken = this.#attempts.running + this.#reservedSlots + polled;
    return this.#options.maxConcurrentActivities - taken;
  }

  #startEagerly(reserved: number, tasks: readonly ActivityTask[], now: EpochMs): void {
    this.#reservedSlots -= reserved;
    for (const task of tasks) this.#attempts.start(task, now);
  }

  /** Opens what polls there is room for, and gives away what has come together. */
  #takeEffects(): readonly CoreEffect[] {
    this.#pollers.poll(this.#freeActivitySlots() > 0);
    const effects = this.#effects;
    if (effects.length > 0) this.#effects = [];
    return effects;
  }
}
