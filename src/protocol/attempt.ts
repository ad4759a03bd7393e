/** Attempts of activities: the border between Core and the code of an activity (`coresdk.activity_task`), in plain-object form. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Failure } from './failure.ts';
import type { Payload, Payloads, Priority, RetryPolicy, WorkflowExecution } from './payload.ts';
import type { TaskToken } from './task.ts';

/** One attempt to run an activity function. @see coresdk.activity_task.Start */
export interface ActivityAttempt {
  readonly taskToken: TaskToken;
  readonly isLocal: boolean;
  readonly workflowNamespace: string;
  readonly workflowType: string;
  readonly workflowExecution: WorkflowExecution;
  readonly activityId: string;
  readonly activityType: string;
  readonly taskQueue: string;
  readonly headers: Readonly<Record<string, Payload>>;
  readonly input: readonly Payload[];
  readonly heartbeatDetails: readonly Payload[];
  readonly scheduledTime: EpochMs;
  readonly currentAttemptScheduledTime: EpochMs;
  readonly startedTime: EpochMs;
  readonly attempt: number;
  readonly scheduleToCloseTimeout: DurationMs;
  readonly startToCloseTimeout: DurationMs;
  /** 0: none. */
  readonly heartbeatTimeout: DurationMs;
  readonly retryPolicy?: RetryPolicy | undefined;
  readonly priority?: Priority | undefined;
}

/** Why an attempt is told to stop: the message of its CancelledFailure. @see coresdk.activity_task.ActivityCancelReason */
export type ActivityCancelReason =
  | 'CANCELLED'
  | 'NOT_FOUND'
  | 'TIMED_OUT'
  | 'WORKER_SHUTDOWN'
  | 'PAUSED'
  | 'RESET'
  | 'HEARTBEAT_DETAILS_CONVERSION_FAILED';

/** What holds when an attempt is told to stop. @see coresdk.activity_task.ActivityCancellationDetails */
export interface ActivityCancellationDetails {
  readonly notFound: boolean;
  readonly cancelRequested: boolean;
  readonly paused: boolean;
  readonly timedOut: boolean;
  readonly workerShutdown: boolean;
  readonly reset: boolean;
}

/** How an attempt ended, as the language side classifies it. @see coresdk.activity_result.ActivityExecutionResult */
export type ActivityOutcome =
  | { readonly status: 'completed'; readonly result?: Payload | undefined }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled'; readonly failure: Failure }
  | { readonly status: 'willCompleteAsync' };

/** What the code of an attempt did, in the order in which it happened. @see coresdk.ActivityHeartbeat, coresdk.ActivityTaskCompletion */
export type AttemptReport =
  | {
      readonly type: 'heartbeat';
      readonly taskToken: TaskToken;
      readonly details: Payloads | undefined;
    }
  /** Details that could not be encoded: the attempt must be cancelled for that reason. */
  | {
      readonly type: 'heartbeatFailed';
      readonly taskToken: TaskToken;
      readonly message: string;
    }
  | {
      readonly type: 'ended';
      readonly taskToken: TaskToken;
      readonly outcome: ActivityOutcome;
    };
