/** What a workflow asks of the local activities of its worker, and what it gets back (`LocalActRequest`, `LocalActivityResolution`). */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ActivityCancellationType, Seq } from '../protocol/activation.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Payload, RetryPolicy, WorkflowExecution } from '../protocol/payload.ts';

/** One local activity that is to be run. @see coresdk.workflow_commands.ScheduleLocalActivity */
export interface LocalActivityRequest {
  readonly seq: Seq;
  readonly workflowType: string;
  readonly workflowExecution: WorkflowExecution;
  readonly activityId: string;
  readonly activityType: string;
  readonly arguments: readonly Payload[];
  readonly headers: Readonly<Record<string, Payload>>;
  readonly scheduleToCloseTimeout?: DurationMs | undefined;
  readonly scheduleToStartTimeout?: DurationMs | undefined;
  readonly startToCloseTimeout?: DurationMs | undefined;
  readonly retryPolicy?: RetryPolicy | undefined;
  readonly cancellationType: ActivityCancellationType;
  /** The number of the first attempt to make: 1, or what a `backoff` resolution said. */
  readonly attempt: number;
  /** When the workflow first asked for it; absent, it is the time of this request. */
  readonly originalScheduleTime?: EpochMs | undefined;
  /** Waits longer than this are left to a timer of the workflow. 60 s if absent. */
  readonly localRetryThreshold?: DurationMs | undefined;
}

/**
 * How a local activity ended, with what its marker needs. The complete time of the marker is the workflow time at which the
 * activity was scheduled plus `runTime`, and null where `runTime` is absent.
 * @see LocalActivityResolution, ResolveDat
 */
export type LocalActivityResolution = {
  /** The number of the last attempt; 0 where the cancellation came in a backoff. */
  readonly attempt: number;
  /** How long the last attempt ran; absent where the cancellation did not wait for it. */
  readonly runTime?: DurationMs | undefined;
  readonly originalScheduleTime?: EpochMs | undefined;
} & (
  | { readonly status: 'completed'; readonly result?: Payload | undefined }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled'; readonly failure: Failure }
  | { readonly status: 'timedOut'; readonly failure: Failure }
  /** The wait before attempt `attempt + 1` exceeds the threshold: the workflow must sleep, then schedule anew. */
  | {
      readonly status: 'backoff';
      readonly backoffDuration: DurationMs;
      readonly failure: Failure;
    }
);
