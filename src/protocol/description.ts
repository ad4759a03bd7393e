/** Executions as describe and list show them (`temporal.api.workflow.v1`), in plain-object form. */
import type { EpochMs } from '../common/time.ts';

import type { EventId, ParentClosePolicy, WorkflowExecutionStatus } from './event.ts';
import type { Failure } from './failure.ts';
import type {
  ActivityType,
  Memo,
  Payloads,
  SearchAttributes,
  WorkflowExecution,
  WorkflowType,
} from './payload.ts';

/** One execution as a list of executions shows it. @see temporal.api.workflow.v1.WorkflowExecutionInfo */
export interface WorkflowExecutionInfo {
  readonly execution: WorkflowExecution;
  readonly type: WorkflowType;
  readonly startTime: EpochMs;
  readonly executionTime: EpochMs;
  readonly closeTime?: EpochMs | undefined;
  readonly status: WorkflowExecutionStatus;
  readonly historyLength: number;
  readonly historySizeBytes: number;
  readonly parentNamespaceId?: string | undefined;
  readonly parentExecution?: WorkflowExecution | undefined;
  readonly rootExecution?: WorkflowExecution | undefined;
  readonly firstRunId: string;
  readonly memo?: Memo | undefined;
  readonly searchAttributes?: SearchAttributes | undefined;
  readonly taskQueue: string;
}

/** @see temporal.api.workflow.v1.PendingActivityInfo */
export interface PendingActivityInfo {
  readonly activityId: string;
  readonly activityType: ActivityType;
  readonly state:
    | 'PENDING_ACTIVITY_STATE_SCHEDULED'
    | 'PENDING_ACTIVITY_STATE_STARTED'
    | 'PENDING_ACTIVITY_STATE_CANCEL_REQUESTED'
    | 'PENDING_ACTIVITY_STATE_PAUSED'
    | 'PENDING_ACTIVITY_STATE_PAUSE_REQUESTED';
  readonly heartbeatDetails?: Payloads | undefined;
  readonly lastHeartbeatTime?: EpochMs | undefined;
  readonly lastStartedTime?: EpochMs | undefined;
  readonly scheduledTime?: EpochMs | undefined;
  readonly expirationTime?: EpochMs | undefined;
  readonly attempt: number;
  readonly maximumAttempts: number;
  readonly lastFailure?: Failure | undefined;
  readonly lastWorkerIdentity?: string | undefined;
  readonly paused: boolean;
}

/** @see temporal.api.workflow.v1.PendingChildExecutionInfo */
export interface PendingChildInfo {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowTypeName: string;
  readonly initiatedId: EventId;
  readonly parentClosePolicy: ParentClosePolicy;
}
