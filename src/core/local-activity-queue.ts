/** Runs the local activities of one worker: slots, attempts, retries, timeouts and cancellation (Core's `LocalActivityManager`). */
import { transition } from '../common/machine.ts';
import type { EpochMs } from '../common/time.ts';
import type { Seq } from '../protocol/activation.ts';
import type { AttemptReport } from '../protocol/attempt.ts';
import type { TaskToken } from '../protocol/task.ts';
import { cancellationDetails } from './cancellation-details.ts';
import type { CoreEffect } from './effect.ts';
import { findings } from './finding.ts';
import type { FindingName } from './finding.ts';
import { LOCAL_ACTIVITY_EXECUTION, timedOutAtOnce } from './local-activity-execution.ts';
import type {
  LocalActivityEffect,
  LocalActivityExecution,
  LocalActivityInput,
  ScheduledLocalActivity,
} from './local-activity-execution.ts';
import type { LocalActivityRequest, LocalActivityResolution } from './local-activity-request.ts';
import { completeRetryPolicy } from './local-retry.ts';

/** What the queue needs of its worker. */
export interface LocalActivityQueueOptions {
  readonly namespace: string;
  readonly taskQueue: string;
  /** Tells the task tokens of this worker from those of others: its name. */
  readonly worker?: string | undefined;
  /** How many attempts may run at once. @see maxConcurrentLocalActivityExecutions */
  readonly slots: number;
  readonly emit: (effect: CoreEffect) => void;
  /**
   * Told exactly once of every local activity that was scheduled, unless its run is dropped first: also of one whose
   * workflow does not wait for it any more (after TRY_CANCEL, ABANDON). May be called from within `schedule` (if it is too
   * late already), `cancel` and `cancelRun` (in a backoff).
   */
  readonly resolved: (
    runId: string,
    seq: Seq,
    resolution: LocalActivityResolution,
    now: EpochMs,
  ) => void;
  /** A local activity threw CompleteAsyncError: the real worker stops with an error. */
  readonly workerFailed?: ((message: string, now: EpochMs) => void) | undefined;
}

/** A local activity, from being scheduled until nothing is to be expected of it. */
interface Entry {
  readonly runId: string;
  readonly seq: Seq;
  /** Its name in tokens and timers, which no other local activity has. */
  readonly id: string;
  readonly activity: ScheduledLocalActivity;
  execution: LocalActivityExecution;
  /** The attempts whose start-to-close timer is still set: Core forgets to stop those of earlier attempts. */
  readonly startToCloseTimers: Set<TaskToken>;
  abandoned: boolean;
  foundRetrying: boolean;
  /** The workflow task in which it was scheduled has been answered. */
  outlivedTask: boolean;
  /** Attempts that ended in this workflow task and are to be followed by others. */
  retriesInTask: number;
}

class QueueTimer {
  readonly entry: Entry;
  readonly input: LocalActivityInput['type'];
  readonly taskToken: TaskToken | undefined;

  constructor(entry: Entry, input: LocalActivityInput['type'], taskToken?: TaskToken) {
    this.entry = entry;
    this.input = input;
    this.taskToken = taskToken;
  }
}

/** The local activities of one worker, by run and sequence number. */
export class LocalActivityQueue {
  readonly #options: LocalActivityQueueOptions;
  readonly #tokenPrefix: string;
  readonly #runs = new Map<string, Map<Seq, Entry>>();
  readonly #running = new Map<TaskToken, Entry>();
  readonly #waiting = new Set<Entry>();
  #count = 0;
  #slotsTaken = 0;

  constructor(options: LocalActivityQueueOptions) {
    this.#options = options;
    this.#tokenPrefix = `local activity of ${options.worker ?? options.taskQueue}: `;
  }

  /**
   * Takes a local activity on. To be called when the completion that asked for it has been applied as a whole: one that is
   * cancelled in the activation that scheduled it never gets here.
   */
  schedule(runId: string, request: LocalActivityRequest, now: EpochMs): void {
    const run = this.#runs.get(runId) ?? new Map<Seq, Entry>();
    const activity = scheduled(request, now);
    const { scheduleToCloseTimeout } = activity.request;
    const closesAt =
      scheduleToCloseTimeout === undefined
        ? undefined
        : activity.originalScheduleTime + scheduleToCloseTimeout;
    if (closesAt !== undefined && closesAt <= now) {
      this.#options.resolved(runId, request.seq, timedOutAtOnce(activity), now);
      return;
    }
    this.#count += 1;
    const entry: Entry = {
      runId,
      seq: request.seq,
      id: `${this.#tokenPrefix}${this.#count}`,
      activity,
      execution: { activity, status: 'waitingForSlot', attempt: Math.max(1, request.attempt) },
      startToCloseTimers: new Set(),
      abandoned: false,
      foundRetrying: false,
      outlivedTask: false,
      retriesInTask: 0,
    };
    this.#runs.set(runId, run.set(request.seq, entry));
    if (closesAt !== undefined) this.#setScheduleToClose(entry, closesAt);
    this.#waiting.add(entry);
    this.#fillSlots(now);
  }

  /** The workflow cancels it, and its type is TRY_CANCEL or WAIT_CANCELLATION_COMPLETED: running code is told to stop. */
  cancel(runId: string, seq: Seq, now: EpochMs): void {
    const entry = this.#runs.get(runId)?.get(seq);
    if (entry === undefined) return;
    if (entry.activity.request.cancellationType === 'ABANDON') this.abandon(runId, seq);
    else this.#feed(entry, { type: 'cancelRequested' }, now);
  }

  /** The workflow cancels it, and its type is ABANDON: it goes on, but no workflow task waits for it any more. */
  abandon(runId: string, seq: Seq): void {
    const entry = this.#runs.get(runId)?.get(seq);
    if (entry !== undefined) entry.abandoned = true;
  }

  /** The run has closed, or is to leave the cache: running code is told to stop, and backoffs end, whatever the type. */
  cancelRun(runId: string, now: EpochMs): void {
    for (const entry of [...(this.#runs.get(runId)?.values() ?? [])]) {
      if (entry.execution.status !== 'waitingForSlot')
        this.#feed(entry, { type: 'cancelRequested' }, now);
    }
  }

  /**
   * The run has left the cache: its local activities are forgotten, also those whose code still runs, and their slots are
   * free. If the run comes back and wants them again, they are run again.
   */
  dropRun(runId: string, now: EpochMs): void {
    for (const entry of [...(this.#runs.get(runId)?.values() ?? [])]) {
      this.#feed(entry, { type: 'givenUp' }, now);
    }
  }

  /** Takes what an attempt did. @returns false if it is not the attempt of a local activity of this worker */
  reported(report: AttemptReport, now: EpochMs): boolean {
    if (!report.taskToken.startsWith(this.#tokenPrefix)) return false;
    const entry = this.#running.get(report.taskToken);
    // Heartbeats of local activities go nowhere, and what timed out is not listened to.
    if (entry !== undefined && report.type === 'ended') {
      this.#feed(entry, { type: 'codeEnded', outcome: report.outcome, now }, now);
    }
    return true;
  }

  /** Runs a timer that this queue set. @returns false if it is not one of its timers */
  runTimer(task: unknown, now: EpochMs): boolean {
    if (!(task instanceof QueueTimer)) return false;
    const { entry, input, taskToken } = task;
    if (entry.execution.status === 'ended') return true;
    if (input === 'backoffElapsed') {
      this.#feed(entry, { type: 'backoffElapsed' }, now);
    } else if (taskToken === undefined) {
      this.#feed(
        entry,
        { type: 'timedOut', timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE', now },
        now,
      );
    } else {
      entry.startToCloseTimers.delete(taskToken);
      const timeoutType = 'TIMEOUT_TYPE_START_TO_CLOSE';
      this.#feed(entry, { type: 'timedOut', timeoutType, taskToken, now }, now);
    }
    return true;
  }

  /** How many local activities of the run keep its workflow task open. */
  outstanding(runId: string): number {
    let count = 0;
    for (const { abandoned } of this.#runs.get(runId)?.values() ?? []) if (!abandoned) count += 1;
    return count;
  }

  /** Attempts beyond the first that were made since the last workflow task of the run completed, for its metering. */
  nonfirstAttempts(runId: string): number {
    let count = 0;
    for (const { outlivedTask, retriesInTask } of this.#runs.get(runId)?.values() ?? []) {
      if (outlivedTask) count += retriesInTask;
    }
    return count;
  }

  /** A workflow task of the run was answered: the count of `nonfirstAttempts` begins anew. */
  workflowTaskCompleted(runId: string): void {
    for (const entry of this.#runs.get(runId)?.values() ?? []) {
      entry.outlivedTask = true;
      entry.retriesInTask = 0;
    }
  }

  #feed(entry: Entry, input: LocalActivityInput, now: EpochMs): void {
    const { state, effects } = transition(LOCAL_ACTIVITY_EXECUTION, entry.execution, input);
    entry.execution = state;
    if (state.status === 'ended') this.#forget(entry);
    for (const effect of effects) this.#carryOut(entry, effect, now);
    this.#fillSlots(now);
  }

  #fillSlots(now: EpochMs): void {
    for (const entry of this.#waiting) {
      if (this.#slotsTaken >= this.#options.slots) return;
      this.#waiting.delete(entry);
      this.#slotsTaken += 1;
      const { execution } = entry;
      const attempt = execution.status === 'waitingForSlot' ? execution.attempt : 0;
      this.#feed(entry, { type: 'slotTaken', taskToken: `${entry.id}/${attempt}`, now }, now);
    }
  }

  #carryOut(entry: Entry, effect: LocalActivityEffect, now: EpochMs): void {
    switch (effect.type) {
      case 'Start':
        this.#start(entry, effect.taskToken, effect.attempt, now);
        break;
      case 'Stop': {
        const { taskToken, reason } = effect;
        const details = cancellationDetails({
          cancelRequested: reason === 'CANCELLED',
          timedOut: reason === 'TIMED_OUT',
        });
        this.#options.emit({ type: 'CancelAttempt', taskToken, reason, details });
        break;
      }
      case 'FreeSlot':
        this.#running.delete(effect.taskToken);
        this.#slotsTaken -= 1;
        break;
      case 'WaitForSlot':
        this.#waiting.add(entry);
        break;
      case 'LeaveQueue':
        this.#waiting.delete(entry);
        break;
      case 'BackOff':
        entry.retriesInTask += 1;
        this.#setBackoff(entry, now + effect.duration);
        break;
      case 'StopBackingOff':
        this.#setBackoff(entry, undefined);
        break;
      case 'Resolve':
        this.#options.resolved(entry.runId, entry.seq, effect.resolution, now);
        break;
      case 'Find':
        this.#find(entry, effect.name, now);
    }
  }

  #start(entry: Entry, taskToken: TaskToken, attempt: number, now: EpochMs): void {
    const { request, retryPolicy, scheduledAt } = entry.activity;
    const { scheduleToCloseTimeout, startToCloseTimeout } = request;
    this.#running.set(taskToken, entry);
    if (entry.abandoned && !entry.foundRetrying && attempt > 1) {
      entry.foundRetrying = true;
      this.#find(entry, 'abandoned local activity goes on retrying', now);
    }
    this.#options.emit({
      type: 'StartAttempt',
      attempt: {
        taskToken,
        isLocal: true,
        workflowNamespace: this.#options.namespace,
        workflowType: request.workflowType,
        workflowExecution: request.workflowExecution,
        activityId: request.activityId,
        activityType: request.activityType,
        taskQueue: this.#options.taskQueue,
        headers: request.headers,
        input: request.arguments,
        heartbeatDetails: [],
        scheduledTime: scheduledAt,
        currentAttemptScheduledTime: scheduledAt,
        startedTime: now,
        attempt,
        scheduleToCloseTimeout: scheduleToCloseTimeout ?? 0,
        startToCloseTimeout: startToCloseTimeout ?? scheduleToCloseTimeout ?? 0,
        heartbeatTimeout: 0,
        retryPolicy,
      },
    });
    if (startToCloseTimeout !== undefined) {
      entry.startToCloseTimers.add(taskToken);
      this.#setStartToClose(entry, taskToken, now + startToCloseTimeout);
    }
  }

  #find(entry: Entry, name: FindingName, now: EpochMs): void {
    const { activityType } = entry.activity.request;
    const message = `Local activity ${entry.seq} (${activityType}). ${findings[name].summary}`;
    this.#options.emit({ type: 'Finding', name, runId: entry.runId, message });
    if (name === 'local activity completes asynchronously') {
      this.#options.workerFailed?.(message, now);
    }
  }

  #forget(entry: Entry): void {
    const run = this.#runs.get(entry.runId);
    run?.delete(entry.seq);
    if (run?.size === 0) this.#runs.delete(entry.runId);
    if (entry.activity.request.scheduleToCloseTimeout !== undefined) {
      this.#setScheduleToClose(entry, undefined);
    }
    for (const taskToken of entry.startToCloseTimers) {
      this.#setStartToClose(entry, taskToken, undefined);
    }
  }

  #setScheduleToClose(entry: Entry, at: EpochMs | undefined): void {
    this.#options.emit({
      type: 'SetTimer',
      slot: `${entry.id} schedule-to-close`,
      at,
      timer: { name: 'local activity timeout', task: new QueueTimer(entry, 'timedOut') },
    });
  }

  #setStartToClose(entry: Entry, taskToken: TaskToken, at: EpochMs | undefined): void {
    this.#options.emit({
      type: 'SetTimer',
      slot: `${taskToken} start-to-close`,
      at,
      timer: { name: 'local activity timeout', task: new QueueTimer(entry, 'timedOut', taskToken) },
    });
  }

  #setBackoff(entry: Entry, at: EpochMs | undefined): void {
    this.#options.emit({
      type: 'SetTimer',
      slot: `${entry.id} backoff`,
      at,
      timer: { name: 'local activity backoff', task: new QueueTimer(entry, 'backoffElapsed') },
    });
  }
}

/** What is asked for, with its timeouts clamped and its retry policy completed. */
function scheduled(request: LocalActivityRequest, now: EpochMs): ScheduledLocalActivity {
  const { scheduleToCloseTimeout, scheduleToStartTimeout, startToCloseTimeout } = request;
  const limit = scheduleToCloseTimeout ?? Infinity;
  const clamp = (timeout: number | undefined): number | undefined =>
    timeout === undefined ? undefined : Math.min(timeout, limit);
  return {
    request: {
      ...request,
      scheduleToStartTimeout: clamp(scheduleToStartTimeout),
      startToCloseTimeout: clamp(startToCloseTimeout),
    },
    retryPolicy: completeRetryPolicy(request.retryPolicy),
    scheduledAt: now,
    originalScheduleTime: request.originalScheduleTime ?? now,
  };
}
