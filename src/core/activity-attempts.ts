/** The remote activity attempts of one worker: starting, heartbeats, cancellation, local timeouts, reporting (Core's `WorkerActivityTasks`). */
import { transition } from '../common/machine.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type {
  ActivityAttempt,
  ActivityCancelReason,
  ActivityCancellationDetails,
  ActivityOutcome,
  AttemptReport,
} from '../protocol/attempt.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Payloads } from '../protocol/payload.ts';
import type { HeartbeatAnswer, Reply, ServiceRequest } from '../protocol/request.ts';
import type { ActivityTask, TaskToken } from '../protocol/task.ts';
import { cancellationDetails } from './cancellation-details.ts';
import type { CoreEffect, CoreTimer } from './effect.ts';
import { findings } from './finding.ts';
import type { FindingName } from './finding.ts';
import { HEARTBEAT, throttleInterval } from './heartbeat.ts';
import type { Heartbeat, HeartbeatEffect, HeartbeatInput } from './heartbeat.ts';

/** Sends a request of this worker; `onReply` is called with its answer. */
export type SendRequest = (
  request: ServiceRequest,
  onReply: (reply: Reply, now: EpochMs) => void,
) => void;

/** What the attempts need of their worker. */
export interface ActivityAttemptsOptions {
  readonly namespace: string;
  readonly identity: string;
  readonly taskQueue: string;
  /** 60 s by default. @see WorkerOptions.maxHeartbeatThrottleInterval */
  readonly maxHeartbeatThrottleInterval: DurationMs;
  /** Without a heartbeat timeout; 30 s by default. @see WorkerOptions.defaultHeartbeatThrottleInterval */
  readonly defaultHeartbeatThrottleInterval: DurationMs;
  readonly emit: (effect: CoreEffect) => void;
  readonly send: SendRequest;
}

/** A remote attempt from its start until the service has taken its outcome. */
interface RemoteAttempt {
  readonly taskToken: TaskToken;
  readonly runId: string;
  readonly activityId: string;
  /** What the worker itself enforces: the shorter of the two timeouts, some time after the service does. */
  readonly localTimeout: { readonly byHeartbeats: boolean; readonly after: DurationMs } | undefined;
  heartbeat: Heartbeat;
  /** What the last heartbeat said, sent or not. */
  latestDetails: Payloads | undefined;
  /** The first and only cancellation that the code was told of. */
  cancellation:
    | { readonly reason: ActivityCancelReason; readonly details: ActivityCancellationDetails }
    | undefined;
  /** How the code ended. */
  outcome: ActivityOutcome | undefined;
}

class AttemptTimer {
  readonly kind: 'interval' | 'timeout';
  readonly taskToken: TaskToken;

  constructor(kind: 'interval' | 'timeout', taskToken: TaskToken) {
    this.kind = kind;
    this.taskToken = taskToken;
  }
}

const PAUSE_HIDES_CANCEL: FindingName = 'cancel of a paused activity is lost';

/** How much later than the service a worker takes an attempt for timed out. @see local_timeout_buffer_for_activities */
const LOCAL_TIMEOUT_BUFFER: DurationMs = 5000;

const WORKER_SHUTDOWN_FAILURE: Failure = {
  message: 'Worker is shutting down and this activity did not complete in time',
  applicationFailureInfo: { type: 'WorkerShutdown', nonRetryable: false },
};

/** The remote attempts of one worker, by task token. */
export class ActivityAttempts {
  readonly #options: ActivityAttemptsOptions;
  readonly #attempts = new Map<TaskToken, RemoteAttempt>();
  #graceIsOver = false;

  constructor(options: ActivityAttemptsOptions) {
    this.#options = options;
  }

  /** Starts an attempt that the service handed out. */
  start(task: ActivityTask, now: EpochMs): void {
    const { maxHeartbeatThrottleInterval, defaultHeartbeatThrottleInterval } = this.#options;
    const attempt: RemoteAttempt = {
      taskToken: task.taskToken,
      runId: task.workflowExecution.runId,
      activityId: task.activityId,
      localTimeout: this.#graceIsOver ? undefined : localTimeoutOf(task),
      heartbeat: {
        status: 'quiet',
        interval: throttleInterval(task.heartbeatTimeout, {
          max: maxHeartbeatThrottleInterval,
          withoutTimeout: defaultHeartbeatThrottleInterval,
        }),
      },
      latestDetails: undefined,
      cancellation: undefined,
      outcome: undefined,
    };
    this.#attempts.set(task.taskToken, attempt);
    this.#options.emit({ type: 'StartAttempt', attempt: this.#startOf(task) });
    if (this.#graceIsOver) this.#cancelForShutdown(attempt);
    else this.#setLocalTimeout(attempt, now);
  }

  /** Takes what an attempt did. @returns false if it is not a remote attempt of this worker, or not any more */
  reported(report: AttemptReport, now: EpochMs): boolean {
    const attempt = this.#attempts.get(report.taskToken);
    if (attempt === undefined) return false;
    if (attempt.outcome !== undefined) return true;
    switch (report.type) {
      case 'heartbeat':
        attempt.latestDetails = report.details;
        this.#beat(attempt, { type: 'record', details: report.details, now }, now);
        break;
      case 'heartbeatFailed':
        // The language side cancels the code itself: Core does not know, and may still cancel for a reason of its own.
        this.#options.emit({
          type: 'CancelAttempt',
          taskToken: attempt.taskToken,
          reason: 'HEARTBEAT_DETAILS_CONVERSION_FAILED',
          details: cancellationDetails({}),
        });
        break;
      case 'ended':
        this.#ended(attempt, report.outcome, now);
    }
    return true;
  }

  /** Runs a timer that was set here. @returns false if it is not one of these */
  runTimer(task: unknown, now: EpochMs): boolean {
    if (!(task instanceof AttemptTimer)) return false;
    const attempt = this.#attempts.get(task.taskToken);
    if (attempt === undefined) return true;
    if (task.kind === 'interval') this.#beat(attempt, { type: 'intervalElapsed', now }, now);
    else this.#cancel(attempt, 'TIMED_OUT', { timedOut: true, notFound: true });
    return true;
  }

  /** The grace of a shutdown is over: attempts that run, and those that still arrive, are told to stop. */
  shutdownGraceOver(_now: EpochMs): void {
    this.#graceIsOver = true;
    for (const attempt of this.#attempts.values()) {
      if (attempt.outcome === undefined) this.#cancelForShutdown(attempt);
    }
  }

  /** How many attempts hold a slot: started, and their outcome not yet taken by the service. */
  get running(): number {
    return this.#attempts.size;
  }

  #startOf(task: ActivityTask): ActivityAttempt {
    return {
      taskToken: task.taskToken,
      isLocal: false,
      workflowNamespace: task.workflowNamespace,
      workflowType: task.workflowType.name,
      workflowExecution: task.workflowExecution,
      activityId: task.activityId,
      activityType: task.activityType.name,
      taskQueue: this.#options.taskQueue,
      headers: task.header?.fields ?? {},
      input: task.input?.payloads ?? [],
      heartbeatDetails: task.heartbeatDetails?.payloads ?? [],
      scheduledTime: task.scheduledTime,
      currentAttemptScheduledTime: task.currentAttemptScheduledTime,
      startedTime: task.startedTime,
      attempt: task.attempt,
      scheduleToCloseTimeout: task.scheduleToCloseTimeout,
      startToCloseTimeout: task.startToCloseTimeout,
      heartbeatTimeout: task.heartbeatTimeout,
      retryPolicy: task.retryPolicy,
      priority: task.priority,
    };
  }

  /** Tells the code to stop; only the first reason counts. */
  #cancel(
    attempt: RemoteAttempt,
    reason: ActivityCancelReason,
    holding: Partial<ActivityCancellationDetails>,
  ): void {
    if (attempt.cancellation !== undefined) return;
    const details = cancellationDetails(holding);
    attempt.cancellation = { reason, details };
    this.#options.emit({ type: 'CancelAttempt', taskToken: attempt.taskToken, reason, details });
  }

  #cancelForShutdown(attempt: RemoteAttempt): void {
    this.#cancel(attempt, 'WORKER_SHUTDOWN', { workerShutdown: true });
  }

  #setLocalTimeout(attempt: RemoteAttempt, now: EpochMs): void {
    const { localTimeout } = attempt;
    if (localTimeout === undefined) return;
    this.#setTimer(attempt, 'activity local timeout', 'timeout', now + localTimeout.after);
  }

  #setTimer(
    attempt: RemoteAttempt,
    name: CoreTimer['name'],
    kind: AttemptTimer['kind'],
    at: EpochMs | undefined,
  ): void {
    this.#options.emit({
      type: 'SetTimer',
      slot: `${name} ${attempt.taskToken}`,
      at,
      timer: { name, task: new AttemptTimer(kind, attempt.taskToken) },
    });
  }

  #beat(attempt: RemoteAttempt, input: HeartbeatInput, now: EpochMs): void {
    const { state, effects } = transition(HEARTBEAT, attempt.heartbeat, input);
    attempt.heartbeat = state;
    for (const effect of effects) this.#carryOut(attempt, effect, now);
  }

  #carryOut(attempt: RemoteAttempt, effect: HeartbeatEffect, now: EpochMs): void {
    switch (effect.type) {
      case 'Send':
        this.#sendHeartbeat(attempt, effect.details);
        break;
      case 'Throttle':
        this.#setTimer(attempt, 'heartbeat throttle', 'interval', Math.max(now, effect.until));
        break;
      case 'Unthrottle':
        this.#setTimer(attempt, 'heartbeat throttle', 'interval', undefined);
        break;
      case 'Finished':
        this.#reportOutcome(attempt);
    }
  }

  #sendHeartbeat(attempt: RemoteAttempt, details: Payloads | undefined): void {
    const { namespace, identity } = this.#options;
    const { taskToken } = attempt;
    this.#options.send(
      {
        method: 'RecordActivityTaskHeartbeat',
        request: { namespace, identity, taskToken, details },
      },
      (reply, now) => {
        if (attempt.outcome === undefined) {
          this.#learn(attempt, reply);
          if (attempt.localTimeout?.byHeartbeats) this.#setLocalTimeout(attempt, now);
        }
        this.#beat(attempt, { type: 'answered' }, now);
      },
    );
  }

  /** What the answer to a heartbeat says about the attempt; errors other than NOT_FOUND are only logged. */
  #learn(attempt: RemoteAttempt, reply: Reply): void {
    if (!reply.ok) {
      if (reply.status.code === 'NOT_FOUND') this.#cancel(attempt, 'NOT_FOUND', { notFound: true });
      return;
    }
    const {
      cancelRequested,
      activityPaused: paused,
      activityReset: reset,
    } = reply.response as HeartbeatAnswer;
    if (cancelRequested) this.#cancel(attempt, 'CANCELLED', { cancelRequested, paused, reset });
    else if (reset) this.#cancel(attempt, 'RESET', { paused, reset });
    else if (paused) this.#cancel(attempt, 'PAUSED', { paused });
  }

  #ended(attempt: RemoteAttempt, outcome: ActivityOutcome, now: EpochMs): void {
    attempt.outcome = outcome;
    if (attempt.localTimeout !== undefined) {
      this.#setTimer(attempt, 'activity local timeout', 'timeout', undefined);
    }
    this.#findLostCancel(attempt, outcome);
    const flush =
      outcome.status === 'cancelled' &&
      !isKnownGone(attempt) &&
      attempt.cancellation?.reason !== 'WORKER_SHUTDOWN';
    this.#beat(attempt, { type: 'finish', flush }, now);
  }

  /** A pause or reset that came together with a cancel request takes precedence over it in the language side. */
  #findLostCancel(attempt: RemoteAttempt, outcome: ActivityOutcome): void {
    if (outcome.status !== 'failed' || attempt.cancellation?.details.cancelRequested !== true) {
      return;
    }
    const type = outcome.failure.applicationFailureInfo?.type;
    if (type !== 'ActivityPause' && type !== 'ActivityReset') return;
    this.#options.emit({
      type: 'Finding',
      name: PAUSE_HIDES_CANCEL,
      runId: attempt.runId,
      message: `Activity ${attempt.activityId} (${type}). ${findings[PAUSE_HIDES_CANCEL].summary}`,
    });
  }

  /** Nothing of the attempt is on its way: its outcome is told to the service, unless the service does not want it. */
  #reportOutcome(attempt: RemoteAttempt): void {
    const request = isKnownGone(attempt) ? undefined : this.#outcomeRequest(attempt);
    if (request === undefined) this.#attempts.delete(attempt.taskToken);
    else this.#options.send(request, () => this.#attempts.delete(attempt.taskToken));
  }

  #outcomeRequest(attempt: RemoteAttempt): ServiceRequest | undefined {
    const { outcome, taskToken, latestDetails } = attempt;
    const { namespace, identity } = this.#options;
    const failed = (failure: Failure): ServiceRequest => ({
      method: 'RespondActivityTaskFailed',
      request: { namespace, identity, taskToken, failure, lastHeartbeatDetails: latestDetails },
    });
    switch (outcome?.status) {
      case 'completed': {
        const result = outcome.result === undefined ? undefined : { payloads: [outcome.result] };
        return {
          method: 'RespondActivityTaskCompleted',
          request: { namespace, identity, taskToken, result },
        };
      }
      case 'failed':
        return failed(outcome.failure);
      case 'cancelled':
        if (attempt.cancellation?.reason === 'WORKER_SHUTDOWN') {
          return failed(WORKER_SHUTDOWN_FAILURE);
        }
        return {
          method: 'RespondActivityTaskCanceled',
          request: {
            namespace,
            identity,
            taskToken,
            details: outcome.failure.canceledFailureInfo?.details,
          },
        };
      default:
        return undefined;
    }
  }
}

/** Whether the service is known not to care for the outcome. */
const isKnownGone = (attempt: RemoteAttempt): boolean =>
  attempt.cancellation?.details.notFound === true;

/** Only the shorter of the two is watched. Schedule-to-close is not: clocks of service and worker may differ. */
function localTimeoutOf(task: ActivityTask): RemoteAttempt['localTimeout'] {
  const { heartbeatTimeout, startToCloseTimeout } = task;
  if (
    heartbeatTimeout > 0 &&
    !(startToCloseTimeout > 0 && startToCloseTimeout < heartbeatTimeout)
  ) {
    return { byHeartbeats: true, after: heartbeatTimeout + LOCAL_TIMEOUT_BUFFER };
  }
  if (startToCloseTimeout > 0) {
    return { byHeartbeats: false, after: startToCloseTimeout + LOCAL_TIMEOUT_BUFFER };
  }
  return undefined;
}
