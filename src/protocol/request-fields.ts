/** What requests to the service share: how they address things, how a workflow is started, what a heartbeat is answered. */
import type { DurationMs } from '../common/time.ts';

import type { WorkflowIdReusePolicy } from './event.ts';

import type {
  Header,
  Memo,
  Payloads,
  Priority,
  RetryPolicy,
  SearchAttributes,
  TaskQueue,
  UserMetadata,
  WorkflowType,
} from './payload.ts';

import type { TaskToken } from './task.ts';

/** @see temporal.api.enums.v1.WorkflowIdConflictPolicy */
export type WorkflowIdConflictPolicy =
  | 'WORKFLOW_ID_CONFLICT_POLICY_FAIL'
  | 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING'
  | 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING';

/** @see temporal.api.enums.v1.QueryRejectCondition */
export type QueryRejectCondition =
  | 'QUERY_REJECT_CONDITION_NONE'
  | 'QUERY_REJECT_CONDITION_NOT_OPEN'
  | 'QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY';

/** Addresses an execution; an empty `runId` means its current run. */
export interface ByExecution {
  readonly namespace: string;
  readonly workflowExecution: {
    readonly workflowId: string;
    readonly runId?: string | undefined;
  };
}

/** Names an activity by the id that its workflow gave it. */
export interface ByActivityId {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId?: string | undefined;
  readonly activityId: string;
  readonly identity?: string | undefined;
}

/** Names a task by the token that came with it. */
export interface ByTaskToken {
  readonly namespace?: string | undefined;
  readonly taskToken: TaskToken;
  readonly identity?: string | undefined;
}

/** The fields that every way of starting a workflow has. */
export interface StartWorkflowFields {
  readonly namespace: string;
  readonly workflowId: string;
  readonly workflowType: WorkflowType;
  readonly taskQueue: TaskQueue;
  readonly input?: Payloads | undefined;
  readonly header?: Header | undefined;
  readonly workflowExecutionTimeout?: DurationMs | undefined;
  readonly workflowRunTimeout?: DurationMs | undefined;
  readonly workflowTaskTimeout?: DurationMs | undefined;
  readonly workflowStartDelay?: DurationMs | undefined;
  readonly workflowIdReusePolicy?: WorkflowIdReusePolicy | undefined;
  readonly workflowIdConflictPolicy?: WorkflowIdConflictPolicy | undefined;
  readonly retryPolicy?: RetryPolicy | undefined;
  readonly cronSchedule?: string | undefined;
  readonly memo?: Memo | undefined;
  readonly searchAttributes?: SearchAttributes | undefined;
  readonly identity?: string | undefined;
  readonly requestId?: string | undefined;
  readonly userMetadata?: UserMetadata | undefined;
  readonly priority?: Priority | undefined;
}

/** What a heartbeat is answered. */
export interface HeartbeatAnswer {
  readonly cancelRequested: boolean;
  readonly activityPaused: boolean;
  readonly activityReset: boolean;
}
