/** The remote activity attempts of one worker: starting, heartbeats, cancellation, local timeouts, reporting (Core's `WorkerActivityTasks`). */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { AttemptReport } from '../protocol/attempt.ts';
import type { Reply, ServiceRequest } from '../protocol/request.ts';
import type { ActivityTask } from '../protocol/task.ts';
import type { CoreEffect } from './effect.ts';

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

/** The remote attempts of one worker, by task token. */
export class ActivityAttempts {
  constructor(options: ActivityAttemptsOptions) {
    void options;
  }

  /** Starts an attempt that the service handed out. */
  start(task: ActivityTask, now: EpochMs): void {
    void [task, now];
  }

  /** Takes what an attempt did. @returns false if it is not a remote attempt of this worker, or not any more */
  reported(report: AttemptReport, now: EpochMs): boolean {
    void [report, now];
    return false;
  }

  /** Runs a timer that was set here. @returns false if it is not one of these */
  runTimer(task: unknown, now: EpochMs): boolean {
    void [task, now];
    return false;
  }

  /** The grace of a shutdown is over: attempts that run, and those that still arrive, are told to stop. */
  shutdownGraceOver(now: EpochMs): void {
    void now;
  }

  /** How many attempts hold a slot: started, and their outcome not yet taken by the service. */
  get running(): number {
    return 0;
  }
}
