/** Runs the local activities of one worker: slots, attempts, retries, timeouts and cancellation (Core's `LocalActivityManager`). */
import type { EpochMs } from '../common/time.ts';
import type { Seq } from '../protocol/activation.ts';
import type { AttemptReport } from '../protocol/attempt.ts';
import type { CoreEffect } from './effect.ts';
import type { LocalActivityRequest, LocalActivityResolution } from './local-activity-request.ts';

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
   * Told exactly once of every local activity that was scheduled, unless its run is dropped first. It may be called from
   * within `schedule` (already too late) and `cancel` (TRY_CANCEL, ABANDON, and in a backoff).
   */
  readonly resolved: (
    runId: string,
    seq: Seq,
    resolution: LocalActivityResolution,
    now: EpochMs,
  ) => void;
  /** Told when `outstanding` went down without a resolution: a cancelled attempt whose result nobody waits for has ended. */
  readonly released?: ((runId: string, now: EpochMs) => void) | undefined;
}

/** The local activities of one worker, by run and sequence number. */
export class LocalActivityQueue {
  constructor(options: LocalActivityQueueOptions) {
    void options;
  }

  /**
   * Takes a local activity on. To be called when the completion that asked for it has been applied as a whole: one that is
   * cancelled in the activation that scheduled it never gets here.
   */
  schedule(runId: string, activity: LocalActivityRequest, now: EpochMs): void {
    void [runId, activity, now];
  }

  /** The workflow cancels it: what follows depends on its cancellation type and on where it stands. */
  cancel(runId: string, seq: Seq, now: EpochMs): void {
    void [runId, seq, now];
  }

  /** The run has closed or leaves the cache: what runs is cancelled, whatever its type, and no result is wanted. */
  dropRun(runId: string, now: EpochMs): void {
    void [runId, now];
  }

  /** Takes what an attempt did. @returns false if it is not the attempt of a local activity of this worker */
  reported(report: AttemptReport, now: EpochMs): boolean {
    void [report, now];
    return false;
  }

  /** Runs a timer that this queue set. @returns false if it is not one of its timers */
  runTimer(task: unknown, now: EpochMs): boolean {
    void [task, now];
    return false;
  }

  /** How many local activities of the run keep its workflow task open. */
  outstanding(runId: string): number {
    void runId;
    return 0;
  }

  /** Attempts beyond the first that were made since the last workflow task of the run completed, for its metering. */
  nonfirstAttempts(runId: string): number {
    void runId;
    return 0;
  }

  /** A workflow task of the run was answered: the count of `nonfirstAttempts` begins anew. */
  workflowTaskCompleted(runId: string): void {
    void runId;
  }

  /** The worker stops: attempts that run or wait for a slot go on, those in a backoff are given up. */
  shutdown(now: EpochMs): void {
    void now;
  }
}
