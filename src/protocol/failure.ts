/** Failures as they travel and are recorded (`temporal.api.failure.v1.Failure`), in plain-object form. */
import type { DurationMs } from '../common/time.ts';
import type {
  ActivityType,
  Payload,
  Payloads,
  WorkflowExecution,
  WorkflowType,
} from './payload.ts';

/** Why something was or was not retried. @see temporal.api.enums.v1.RetryState */
export type RetryState =
  | 'RETRY_STATE_IN_PROGRESS'
  | 'RETRY_STATE_NON_RETRYABLE_FAILURE'
  | 'RETRY_STATE_TIMEOUT'
  | 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED'
  | 'RETRY_STATE_RETRY_POLICY_NOT_SET'
  | 'RETRY_STATE_INTERNAL_SERVER_ERROR'
  | 'RETRY_STATE_CANCEL_REQUESTED';

/** @see temporal.api.enums.v1.TimeoutType */
export type TimeoutType =
  /** Only of a failure that user code made without saying which. */
  | 'TIMEOUT_TYPE_UNSPECIFIED'
  | 'TIMEOUT_TYPE_START_TO_CLOSE'
  | 'TIMEOUT_TYPE_SCHEDULE_TO_START'
  | 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE'
  | 'TIMEOUT_TYPE_HEARTBEAT';

/** Exactly one of the `…Info` fields is set; none means a failure of unknown kind. */
export interface Failure {
  readonly message?: string | undefined;
  readonly source?: string | undefined;
  readonly stackTrace?: string | undefined;
  readonly encodedAttributes?: Payload | undefined;
  readonly cause?: Failure | undefined;
  readonly applicationFailureInfo?:
    | {
        readonly type?: string | undefined;
        readonly nonRetryable?: boolean | undefined;
        readonly details?: Payloads | undefined;
        readonly nextRetryDelay?: DurationMs | undefined;
        readonly category?: string | undefined;
      }
    | undefined;
  readonly timeoutFailureInfo?:
    | {
        readonly timeoutType: TimeoutType;
        readonly lastHeartbeatDetails?: Payloads | undefined;
      }
    | undefined;
  readonly canceledFailureInfo?:
    | {
        readonly details?: Payloads | undefined;
        readonly identity?: string | undefined;
      }
    | undefined;
  readonly terminatedFailureInfo?: { readonly identity?: string | undefined } | undefined;
  readonly serverFailureInfo?: { readonly nonRetryable?: boolean | undefined } | undefined;
  readonly resetWorkflowFailureInfo?:
    { readonly lastHeartbeatDetails?: Payloads | undefined } | undefined;
  readonly activityFailureInfo?:
    | {
        readonly scheduledEventId?: number | undefined;
        readonly startedEventId?: number | undefined;
        readonly identity?: string | undefined;
        readonly activityType?: ActivityType | undefined;
        readonly activityId?: string | undefined;
        readonly retryState?: RetryState | undefined;
      }
    | undefined;
  readonly childWorkflowExecutionFailureInfo?:
    | {
        readonly namespace?: string | undefined;
        readonly workflowExecution?: WorkflowExecution | undefined;
        readonly workflowType?: WorkflowType | undefined;
        readonly initiatedEventId?: number | undefined;
        readonly startedEventId?: number | undefined;
        readonly retryState?: RetryState | undefined;
      }
    | undefined;
}
