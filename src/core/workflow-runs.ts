/** The workflow side of a worker: brings tasks to their runs, and what the runs want to the service. @see WFStream */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type {
  Activation,
  ActivationCompletion,
  EvictionReason,
  Seq,
} from '../protocol/activation.ts';
import type { WorkerVersion, WorkflowTaskFailedCause } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Reply, RequestOf, WorkflowQueryResult } from '../protocol/request.ts';
import type { ActivityTask, TaskToken, WorkflowTask } from '../protocol/task.ts';
import type { SendRequest } from './activity-attempts.ts';
import { reserveEagerly } from './eager-activities.ts';
import type { CoreEffect } from './effect.ts';
import { findings, type FindingName } from './finding.ts';
import { fetchHistory, isIncremental } from './history-fetch.ts';
import { InternalFlags } from './internal-flags.ts';
import type { LocalActivityOrders } from './local-activity-orders.ts';
import type { LocalActivityQueue } from './local-activity-queue.ts';
import type { LocalActivityResolution } from './local-activity-request.ts';
import { ManagedRun } from './managed-run.ts';
import { RunCache } from './run-cache.ts';
import type { OnReply, RunPort, TaskCompletion } from './run-port.ts';
import { WorkflowMachines, type RunIdentity } from './workflow-machines.ts';

/** Slots for activities, as far as workflow tasks may take them. */
export interface ActivitySlots {
  /** How many may be taken now; 0 if the worker runs no activities. */
  free(): number;
  /** Keeps slots for activities that may come with an answer. */
  reserve(count: number): void;
  /** Gives slots back, and starts what came. */
  fill(reserved: number, tasks: readonly ActivityTask[], now: EpochMs): void;
}

/** What the workflow side needs of its worker. */
export interface WorkflowRunsOptions {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly identity: string;
  readonly stickyQueue: string;
  readonly maxCachedWorkflows: number;
  readonly stickyQueueScheduleToStartTimeout: DurationMs;
  readonly sdkName: string;
  readonly sdkVersion: string;
  readonly workerVersion: WorkerVersion;
  readonly failsOnNondeterminism: (workflowType: string) => boolean;
  readonly emit: (effect: CoreEffect) => void;
  readonly send: SendRequest;
  readonly activitySlots: ActivitySlots;
  readonly localActivities: () => LocalActivityQueue;
}

/** A run whose workflow task is to be kept alive. */
class HeartbeatTimer {
  readonly runId: string;

  constructor(runId: string) {
    this.runId = runId;
  }
}

/**
 * The runs that one worker works on.
 *
 * @divergence An answer to a workflow task that does not reach the service is not sent again: the run leaves the cache at once.
 * The gRPC client of the real worker tries for up to ten seconds.
 */
export class WorkflowRuns implements RunPort {
  readonly #options: WorkflowRunsOptions;
  readonly #cache: RunCache;
  keepsIdleRuns: boolean = true;

  constructor(options: WorkflowRunsOptions) {
    this.#options = options;
    this.#cache = new RunCache(options.maxCachedWorkflows);
  }

  get cached(): readonly ManagedRun[] {
    return this.#cache.runs();
  }

  /** A task came from a queue, with an answer, or with its whole history fetched. */
  receive(task: WorkflowTask, now: EpochMs): void {
    const { runId } = task.workflowExecution;
    const run = this.#cache.use(runId);
    if (run) return run.receive(task, now);
    if (this.#cache.isFull) {
      this.#cache.wait(task);
      return this.#makeRoom(now);
    }
    if (!isIncremental(task)) return this.#open(task).receive(task, now);
    fetchHistory(task, this.#options.namespace, this.#options.send, (whole, later) => {
      // Without its history the task can't be dealt with: it will time out.
      if (whole) this.receive(whole, later);
    });
  }

  #open(task: WorkflowTask): ManagedRun {
    const { namespace, taskQueue, sdkName, sdkVersion, workerVersion } = this.#options;
    const identity: RunIdentity = {
      namespace,
      taskQueue,
      buildId: workerVersion.buildId,
      runId: task.workflowExecution.runId,
      workflowId: task.workflowExecution.workflowId,
      workflowType: task.workflowType.name,
    };
    const machines = new WorkflowMachines(identity, new InternalFlags(sdkName, sdkVersion));
    const run = new ManagedRun(machines, this);
    this.#cache.add(run);
    return run;
  }

  #makeRoom(now: EpochMs): void {
    for (const run of this.#cache.surplus()) {
      run.requestEviction('CACHE_FULL', 'Workflow cache full', now);
    }
  }

  activated(runId: string, completion: ActivationCompletion, now: EpochMs): void {
    this.#cache.use(runId)?.activated(completion, now);
  }

  localActivityResolved(
    runId: string,
    seq: Seq,
    resolution: LocalActivityResolution,
    now: EpochMs,
  ): void {
    this.#cache.get(runId)?.localActivityResolved(seq, resolution, now);
  }

  requestEviction(runId: string, reason: EvictionReason, message: string, now: EpochMs): void {
    this.#cache.get(runId)?.requestEviction(reason, message, now);
  }

  /** The worker stops: runs leave as soon as they have nothing to do. */
  shutdown(now: EpochMs): void {
    this.keepsIdleRuns = false;
    for (const run of this.#cache.runs()) run.settle(now);
  }

  /** @returns false if the timer is not one of a run */
  runTimer(task: unknown, now: EpochMs): boolean {
    if (!(task instanceof HeartbeatTimer)) return false;
    this.#cache.get(task.runId)?.heartbeat(now);
    return true;
  }

  activate(activation: Activation): void {
    this.#options.emit({ type: 'Activate', activation });
  }

  completeTask(runId: string, completion: TaskCompletion, onReply: OnReply): void {
    const { activitySlots, taskQueue, send } = this.#options;
    const { commands, reserved } = reserveEagerly(
      completion.commands,
      taskQueue,
      activitySlots.free(),
    );
    activitySlots.reserve(reserved);
    const request = this.#completionRequest(runId, { ...completion, commands });
    send({ method: 'RespondWorkflowTaskCompleted', request }, (reply, now) => {
      const { activityTasks = [] } = reply.ok
        ? (reply as Extract<Reply<'RespondWorkflowTaskCompleted'>, { ok: true }>).response
        : {};
      activitySlots.fill(reserved, activityTasks, now);
      onReply(reply, now);
      this.#dropUncached(runId, now);
    });
  }

  #completionRequest(
    runId: string,
    completion: TaskCompletion,
  ): RequestOf<'RespondWorkflowTaskCompleted'> {
    const { namespace, identity, stickyQueue, maxCachedWorkflows, taskQueue } = this.#options;
    const isCaching = maxCachedWorkflows > 0;
    return {
      namespace,
      identity,
      taskToken: completion.taskToken,
      commands: completion.commands,
      messages: completion.messages,
      queryResults: completion.queryResults,
      sdkMetadata: completion.sdkMetadata,
      workerVersionStamp: this.#options.workerVersion,
      forceCreateNewWorkflowTask: completion.forceCreateNewWorkflowTask,
      // A task that comes with an answer is incremental: it is of no use to a worker that caches nothing.
      returnNewWorkflowTask: isCaching,
      stickyAttributes: isCaching
        ? {
            workerTaskQueue: {
              name: stickyQueue,
              kind: 'TASK_QUEUE_KIND_STICKY',
              normalName: taskQueue,
            },
            scheduleToStartTimeout: this.#options.stickyQueueScheduleToStartTimeout,
          }
        : undefined,
      meteringMetadata: {
        nonfirstLocalActivityExecutionAttempts: this.#options
          .localActivities()
          .nonfirstAttempts(runId),
      },
      capabilities: { discardSpeculativeWorkflowTaskWithEvents: true },
    };
  }

  /** A worker that caches nothing lets go of a run once its task is done, unless its local activities go on. */
  #dropUncached(runId: string, now: EpochMs): void {
    if (this.#options.maxCachedWorkflows > 0) return;
    const run = this.#cache.get(runId);
    if (run && !run.hasTask && this.outstandingLocalActivities(runId) === 0)
      run.requestEviction('CACHE_FULL', 'Workflow cache full', now);
  }

  failTask(
    runId: string,
    taskToken: TaskToken,
    cause: WorkflowTaskFailedCause,
    failure: Failure,
    onReply: OnReply,
  ): void {
    const { namespace, identity, send, failsOnNondeterminism } = this.#options;
    const machines = this.#cache.get(runId)?.machines;
    if (
      cause === 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR' &&
      machines !== undefined &&
      failsOnNondeterminism(machines.identity.workflowType)
    ) {
      const completion = {
        taskToken,
        commands: [{ type: 'FailWorkflowExecution', attributes: { failure } } as const],
        messages: [],
        queryResults: undefined,
        sdkMetadata: machines.flags.takeMetadata(),
        forceCreateNewWorkflowTask: false,
      };
      return this.completeTask(runId, completion, onReply);
    }
    const request = { namespace, taskToken, cause, failure, identity };
    send({ method: 'RespondWorkflowTaskFailed', request }, onReply);
  }

  answerQuery(
    runId: string,
    taskToken: TaskToken,
    result: WorkflowQueryResult,
    onReply: OnReply,
  ): void {
    const { namespace, send } = this.#options;
    const request = { namespace, taskToken, result };
    send({ method: 'RespondQueryTaskCompleted', request }, (reply, now) => {
      onReply(reply, now);
      this.#dropUncached(runId, now);
    });
  }

  orderLocalActivities(run: RunIdentity, orders: LocalActivityOrders, now: EpochMs): void {
    const queue = this.#options.localActivities();
    const { runId, workflowId, workflowType } = run;
    for (const seq of orders.cancels) queue.cancel(runId, seq, now);
    for (const { activity, originalScheduleTime } of orders.schedules) {
      const workflowExecution = { workflowId, runId };
      queue.schedule(
        runId,
        { ...activity, workflowType, workflowExecution, originalScheduleTime },
        now,
      );
    }
  }

  cancelLocalActivities(runId: string, now: EpochMs): void {
    this.#options.localActivities().cancelRun(runId, now);
  }

  outstandingLocalActivities(runId: string): number {
    return this.#options.localActivities().outstanding(runId);
  }

  taskAnswered(runId: string): void {
    this.#options.localActivities().workflowTaskCompleted(runId);
  }

  setHeartbeat(runId: string, at: EpochMs | undefined): void {
    this.#options.emit({
      type: 'SetTimer',
      slot: `workflow task heartbeat of ${runId}`,
      at,
      timer: { name: 'workflow task heartbeat', task: new HeartbeatTimer(runId) },
    });
  }

  found(runId: string, name: FindingName): void {
    const { summary } = findings[name];
    this.#options.emit({ type: 'Finding', name, runId, message: summary });
  }

  evict(runId: string, reason: EvictionReason, message: string, now: EpochMs): void {
    const run = this.#cache.get(runId);
    if (run === undefined) return;
    this.#cache.remove(runId);
    this.#options.emit({ type: 'Evict', runId, reason, message });
    this.#options.localActivities().dropRun(runId, now);
    // Its own tasks go first: they make a new instance of the run.
    const own: WorkflowTask[] = [];
    for (let task = run.buffer.next(); task; task = run.buffer.next()) own.push(task);
    for (const task of own.length > 0 ? own : this.#cache.takeWaiting()) this.receive(task, now);
    this.#makeRoom(now);
  }
}
