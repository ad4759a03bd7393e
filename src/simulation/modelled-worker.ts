/** One modelled worker process: its Core, and the hosts in which its workflow and activity code runs. */
import type { EpochMs } from '../common/time.ts';
import type { CoreEffect, RequestId } from '../core/effect.ts';
import { CoreWorker } from '../core/worker.ts';
import type { ActivityHost, RunningActivation, WorkflowHost } from '../host/port.ts';
import { failureErrorTypes } from '../host/workflow-host.ts';
import type { Activation } from '../protocol/activation.ts';
import type { ActivityAttempt, ActivityCancelReason } from '../protocol/attempt.ts';
import type { WorkflowExecution } from '../protocol/payload.ts';
import type { Reply, ServiceRequest } from '../protocol/request.ts';
import type { ActivityTask, TaskToken, WorkflowTask } from '../protocol/task.ts';
import type { CallId } from '../service/effect.ts';
import type { Agenda } from './agenda.ts';
import type { StepNames } from './names.ts';
import type { Occurrence } from './occurrence.ts';
import type { ResolvedWorker } from './options.ts';
import type { Step } from './step.ts';
import type { Delivery } from './trace.ts';

/** What a worker needs of its world. */
export interface WorkerSurroundings {
  readonly agenda: Agenda;
  readonly names: StepNames;
  readonly listener: ((occurrence: Occurrence) => void) | undefined;
  newCallId(): CallId;
  /** Sends a request that takes no step of its own: a poll, a page of a history. */
  callNow(callId: CallId, request: ServiceRequest, answered: (reply: Reply) => void): void;
  /** Sends a request that travels as a step. */
  callLater(step: Step & { readonly type: 'Request' }, answered: (reply: Reply) => void): void;
  withdraw(callId: CallId): void;
  /** User code has been set going: it must be drained before the next step. */
  disturbed(): void;
  delivered(delivery: Omit<Delivery, 'at' | 'step'>): void;
  /** Activity code is set going. */
  attemptStarted(attempt: ActivityAttempt): void;
  found(name: string, runId: string | undefined, message: string): void;
}

/** How a worker's process stands. */
export type WorkerStatus = 'running' | 'shuttingDown' | 'crashed';

const TRAVELS = new Set<ServiceRequest['method']>([
  'RespondWorkflowTaskCompleted',
  'RespondWorkflowTaskFailed',
  'RespondQueryTaskCompleted',
  'RecordActivityTaskHeartbeat',
  'RespondActivityTaskCompleted',
  'RespondActivityTaskFailed',
  'RespondActivityTaskCanceled',
]);

/** What a worker says on behalf of its attempts. */
const OF_ATTEMPTS = new Set<ServiceRequest['method']>([
  'RecordActivityTaskHeartbeat',
  'RespondActivityTaskCompleted',
  'RespondActivityTaskFailed',
  'RespondActivityTaskCanceled',
]);

/** How the news travels for each reason of a cancellation. */
const CANCEL_COMES_BY: Readonly<Record<ActivityCancelReason, string>> = {
  CANCELLED: 'the answer to a heartbeat, or its worker if it is local',
  NOT_FOUND: 'the answer to a heartbeat',
  TIMED_OUT: 'a timer of its worker',
  WORKER_SHUTDOWN: 'its worker',
  PAUSED: 'the answer to a heartbeat',
  RESET: 'the answer to a heartbeat',
  HEARTBEAT_DETAILS_CONVERSION_FAILED: 'its worker',
};

/** Errors of workflow code that stand for its not doing what its history says as well. */
const NONDETERMINISM = ['NondeterminismError', 'DeterminismViolationError', 'Error'];

/** Joins a Core to its hosts: carries out what the Core asks for, and tells it what came of that. */
export class ModelledWorker {
  readonly key: string;
  readonly taskQueue: string;
  readonly core: CoreWorker;
  readonly options: ResolvedWorker;
  readonly workflows: WorkflowHost;
  readonly activities: ActivityHost;
  status: WorkerStatus = 'running';
  readonly #world: WorkerSurroundings;
  readonly #calls = new Map<RequestId, CallId>();
  /** Of these calls, those on behalf of attempts. */
  readonly #ofAttempts = new Set<RequestId>();
  readonly #workflowIds = new Map<string, string>();
  readonly #tasks = new Map<TaskToken, WorkflowExecution>();
  readonly #attempts = new Set<string>();

  constructor(
    key: string,
    options: ResolvedWorker & { readonly taskQueue: string; readonly namespace: string },
    hosts: { readonly workflows: WorkflowHost; readonly activities: ActivityHost },
    world: WorkerSurroundings,
  ) {
    this.key = key;
    this.taskQueue = options.taskQueue;
    this.options = options;
    this.workflows = hosts.workflows;
    this.activities = hosts.activities;
    this.#world = world;
    const errorTypes = failureErrorTypes(options.workflowFailureErrorTypes);
    const identity = options.identity ?? `${key}@lastcall`;
    this.core = new CoreWorker({
      namespace: options.namespace,
      taskQueue: options.taskQueue,
      identity,
      stickyQueue: `${identity}-${options.taskQueue}-sticky`,
      maxCachedWorkflows: options.maxCachedWorkflows,
      stickyQueueScheduleToStartTimeout: options.stickyQueueScheduleToStartTimeout,
      maxConcurrentActivities: options.maxConcurrentActivityTaskExecutions,
      maxConcurrentLocalActivities: options.maxConcurrentLocalActivityExecutions,
      maxHeartbeatThrottleInterval: options.maxHeartbeatThrottleInterval,
      defaultHeartbeatThrottleInterval: options.defaultHeartbeatThrottleInterval,
      shutdownGraceTime: options.shutdownGraceTime,
      buildId: options.buildId,
      pollsWorkflows: options.workflows !== undefined,
      failsOnNondeterminism: (workflowType) =>
        errorTypes(workflowType).some((name) => NONDETERMINISM.includes(name)),
      pollsActivities:
        options.activities !== undefined && (options.enableNonLocalActivities ?? true),
    });
  }

  get #now(): EpochMs {
    return this.#world.agenda.now;
  }

  start(): void {
    this.carryOut(this.core.start(this.#now));
  }

  /** Sets an activation going; the loop drains it and then calls `activated`. */
  activate(activation: Activation): RunningActivation {
    const [first] = activation.jobs;
    if (first?.type === 'initializeWorkflow') {
      this.#workflowIds.set(activation.runId, first.workflowId);
    }
    for (const job of activation.jobs) {
      if (job.type !== 'cancelWorkflow' || activation.isReplaying) continue;
      const { runId } = activation;
      const workflowId = this.#workflowIds.get(runId);
      const to = this.#nameOf(workflowId, runId);
      this.#world.delivered({
        to,
        workflowId,
        runId,
        by: 'a workflow task',
        what: 'told of the cancel request',
      });
    }
    this.#world.listener?.({ type: 'ActivationStarted', worker: this.key, activation });
    return this.workflows.activate(activation);
  }

  activated(runId: string, running: RunningActivation): void {
    const completion = running.completion();
    this.#world.listener?.({ type: 'ActivationEnded', worker: this.key, runId, completion });
    this.carryOut(this.core.activated(runId, completion, this.#now));
  }

  /** Passes on what activity code did since the last time. @returns whether there was anything */
  collectReports(): boolean {
    const reports = this.activities.takeReports();
    for (const report of reports) {
      if (!this.#attempts.has(report.taskToken)) continue;
      this.#world.listener?.({ type: 'AttemptReported', worker: this.key, report });
      this.carryOut(this.core.reported(report, this.#now));
      if (report.type === 'ended') this.#attempts.delete(report.taskToken);
    }
    return reports.length > 0;
  }

  /**
   * The process dies: what its Core knew is gone, and none of its workflow code runs again. Its attempts die with it, or
   * go on as zombies whose heartbeats and answers still reach the service.
   */
  crash(zombies: boolean): void {
    this.status = 'crashed';
    this.#world.listener?.({ type: 'WorkerCrashed', worker: this.key });
    for (const [requestId, callId] of this.#calls) {
      if (zombies && this.#ofAttempts.has(requestId)) continue;
      this.#world.withdraw(callId);
      this.#calls.delete(requestId);
    }
    this.workflows.close();
    if (!zombies) {
      this.activities.close();
      this.#attempts.clear();
    }
    this.#world.agenda.drop(
      (step) =>
        'worker' in step && step.worker === this.key && (!zombies || step.type === 'Activation'),
    );
  }

  /** Stops in good order: no more polls, attempts are told after the grace time. */
  shutdown(): void {
    this.status = 'shuttingDown';
    this.#world.listener?.({ type: 'WorkerShutDown', worker: this.key });
    this.carryOut(this.core.shutdown(this.#now));
  }

  /** Drops a run from the cache; harmless when it is not there. */
  evict(runId: string): void {
    if (this.status === 'crashed') return;
    this.carryOut(this.core.evict(runId, 'LANG_REQUESTED', 'evicted by the scenario', this.#now));
  }

  /** Carries out what the Core asks for, in order. */
  carryOut(effects: readonly CoreEffect[]): void {
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: CoreEffect): void {
    const { agenda } = this.#world;
    switch (effect.type) {
      case 'Request':
        return this.#request(effect.requestId, effect.request);
      case 'WithdrawRequest': {
        const callId = this.#calls.get(effect.requestId);
        this.#calls.delete(effect.requestId);
        if (callId !== undefined) this.#world.withdraw(callId);
        return;
      }
      case 'Activate':
        if (this.status !== 'crashed') agenda.add(this.#activation(effect.activation));
        return;
      case 'Evict':
        return this.#evict(effect);
      case 'StartAttempt':
        return this.#startAttempt(effect.attempt);
      case 'CancelAttempt':
        return this.#cancelAttempt(effect);
      case 'SetTimer': {
        const slot = `${this.key}/${effect.slot}`;
        if (effect.at === undefined) return agenda.clear(slot);
        const { timer } = effect;
        const name = `worker:${this.key} ${timer.name}`;
        return agenda.set(slot, effect.at, 0, {
          type: 'CoreTimer',
          name,
          actor: 'worker',
          worker: this.key,
          timer,
        });
      }
      case 'Finding':
        return this.#world.found(effect.name, effect.runId, effect.message);
    }
  }

  #evict({ runId, reason, message }: CoreEffect & { readonly type: 'Evict' }): void {
    this.#world.listener?.({ type: 'RunEvicted', worker: this.key, runId, reason, message });
    this.workflows.evict(runId);
    this.#workflowIds.delete(runId);
  }

  #startAttempt(attempt: ActivityAttempt): void {
    this.#world.attemptStarted(attempt);
    this.#attempts.add(attempt.taskToken);
    this.#tasks.set(attempt.taskToken, attempt.workflowExecution);
    this.#world.listener?.({ type: 'AttemptStarted', worker: this.key, attempt });
    this.activities.start(attempt);
    this.#world.disturbed();
  }

  #cancelAttempt(effect: CoreEffect & { readonly type: 'CancelAttempt' }): void {
    const { taskToken, reason, details } = effect;
    this.#tellOfCancel(effect);
    this.#world.listener?.({ type: 'AttemptCancelled', worker: this.key, taskToken, reason });
    this.activities.cancel(taskToken, reason, details);
    this.#world.disturbed();
  }

  #tellOfCancel({ taskToken, reason }: CoreEffect & { readonly type: 'CancelAttempt' }): void {
    const { workflowId, runId } = this.#tasks.get(taskToken) ?? {};
    const by = CANCEL_COMES_BY[reason];
    const to = this.#world.names.ofToken(taskToken) ?? `activity:${taskToken}`;
    this.#world.delivered({ to, workflowId, runId, by, what: `told to stop: ${reason}` });
  }

  #nameOf(workflowId: string | undefined, runId: string): string {
    return `workflow:${workflowId === undefined ? runId : this.#world.names.workflow(workflowId)}`;
  }

  #activation(activation: Activation): Step {
    const [first] = activation.jobs;
    const workflowId =
      first?.type === 'initializeWorkflow'
        ? first.workflowId
        : this.#workflowIds.get(activation.runId);
    return {
      type: 'Activation',
      name: `${this.#nameOf(workflowId, activation.runId)} activated`,
      actor: 'workflow',
      workflowId,
      runId: activation.runId,
      worker: this.key,
      activation,
    };
  }

  #request(requestId: RequestId, request: ServiceRequest): void {
    // what goes on of a dead process speaks for its attempts, and takes on nothing new
    if (this.status === 'crashed' && !OF_ATTEMPTS.has(request.method)) return;
    const callId = this.#world.newCallId();
    this.#calls.set(requestId, callId);
    if (OF_ATTEMPTS.has(request.method)) this.#ofAttempts.add(requestId);
    const answered = (reply: Reply): void => {
      this.#calls.delete(requestId);
      this.#ofAttempts.delete(requestId);
      if (reply.ok) this.#remember(reply.response);
      this.carryOut(this.core.answered(requestId, reply, this.#now));
    };
    if (!TRAVELS.has(request.method)) return this.#world.callNow(callId, request, answered);
    const token = 'taskToken' in request.request ? request.request.taskToken : '';
    const { workflowId, runId } = this.#tasks.get(token) ?? {};
    if (request.method !== 'RecordActivityTaskHeartbeat') this.#tasks.delete(token);
    const name = this.#world.names.workerRequest(request, workflowId);
    this.#world.callLater(
      {
        type: 'Request',
        name,
        actor: 'worker',
        workflowId,
        runId,
        callId,
        request,
        worker: this.key,
      },
      answered,
    );
  }

  /** Keeps whose task a token is, for the names of steps. */
  #remember(response: object): void {
    if ('taskToken' in response) this.#rememberTask(response as WorkflowTask | ActivityTask);
    if ('workflowTask' in response && response.workflowTask !== undefined) {
      this.#rememberTask(response.workflowTask as WorkflowTask);
    }
    if ('activityTasks' in response) {
      for (const task of response.activityTasks as readonly ActivityTask[])
        this.#rememberTask(task);
    }
  }

  #rememberTask({ taskToken, workflowExecution }: WorkflowTask | ActivityTask): void {
    this.#tasks.set(taskToken, workflowExecution);
  }
}
