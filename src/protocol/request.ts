/** Requests and responses of the Temporal Service (`temporal.api.workflowservice.v1.WorkflowService`), in plain-object form. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Command } from './command.ts';
import type {
  EventId,
  HistoryEvent,
  ParentClosePolicy,
  WorkflowExecutionStatus,
  WorkflowIdReusePolicy,
  WorkflowTaskCompletedMetadata,
  WorkflowTaskFailedCause,
} from './event.ts';
import type { Failure } from './failure.ts';
import type {
  ActivityType,
  Header,
  Memo,
  Payload,
  Payloads,
  Priority,
  RetryPolicy,
  SearchAttributes,
  TaskQueue,
  UserMetadata,
  WorkflowExecution,
  WorkflowType,
} from './payload.ts';
import type { WorkflowQuery, WorkflowQueryResult } from './query.ts';
import type { ActivityTask, TaskToken, WorkflowTask } from './task.ts';
import type { UpdateMessage, UpdateOutcome, UpdateRequest, UpdateStage } from './update.ts';

export type { WorkflowQuery, WorkflowQueryResult } from './query.ts';

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
interface ByExecution {
  readonly namespace: string;
  readonly workflowExecution: {
    readonly workflowId: string;
    readonly runId?: string | undefined;
  };
}

interface ByActivityId {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId?: string | undefined;
  readonly activityId: string;
  readonly identity?: string | undefined;
}

interface ByTaskToken {
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

/** The request and the response of every method that lastcall knows. */
export interface WorkflowServiceMethods {
  readonly StartWorkflowExecution: {
    request: StartWorkflowFields;
    response: { readonly runId: string; readonly started: boolean };
  };
  readonly SignalWithStartWorkflowExecution: {
    request: StartWorkflowFields & {
      readonly signalName: string;
      readonly signalInput?: Payloads | undefined;
    };
    response: { readonly runId: string; readonly started: boolean };
  };
  readonly RequestCancelWorkflowExecution: {
    request: ByExecution & {
      readonly firstExecutionRunId?: string | undefined;
      readonly reason?: string | undefined;
      readonly identity?: string | undefined;
      readonly requestId?: string | undefined;
    };
    response: object;
  };
  readonly TerminateWorkflowExecution: {
    request: ByExecution & {
      readonly firstExecutionRunId?: string | undefined;
      readonly reason?: string | undefined;
      readonly details?: Payloads | undefined;
      readonly identity?: string | undefined;
    };
    response: object;
  };
  readonly SignalWorkflowExecution: {
    request: ByExecution & {
      readonly signalName: string;
      readonly input?: Payloads | undefined;
      readonly header?: Header | undefined;
      readonly identity?: string | undefined;
      readonly requestId?: string | undefined;
    };
    response: object;
  };
  readonly QueryWorkflow: {
    request: {
      readonly namespace: string;
      readonly execution: {
        readonly workflowId: string;
        readonly runId?: string | undefined;
      };
      readonly query: WorkflowQuery;
      readonly queryRejectCondition?: QueryRejectCondition | undefined;
    };
    /** Exactly one of the two is set. */
    response: {
      readonly queryResult?: Payloads | undefined;
      readonly queryRejected?: { readonly status: WorkflowExecutionStatus } | undefined;
    };
  };
  readonly DescribeWorkflowExecution: {
    request: {
      readonly namespace: string;
      readonly execution: {
        readonly workflowId: string;
        readonly runId?: string | undefined;
      };
    };
    response: {
      readonly executionConfig: {
        readonly taskQueue: TaskQueue;
        readonly workflowExecutionTimeout: DurationMs;
        readonly workflowRunTimeout: DurationMs;
        readonly defaultWorkflowTaskTimeout: DurationMs;
        readonly userMetadata?: UserMetadata | undefined;
      };
      readonly workflowExecutionInfo: WorkflowExecutionInfo;
      readonly pendingActivities: readonly PendingActivityInfo[];
      readonly pendingChildren: readonly PendingChildInfo[];
      readonly pendingWorkflowTask?:
        | {
            readonly state:
              'PENDING_WORKFLOW_TASK_STATE_SCHEDULED' | 'PENDING_WORKFLOW_TASK_STATE_STARTED';
            readonly scheduledTime?: EpochMs | undefined;
            readonly startedTime?: EpochMs | undefined;
            readonly attempt: number;
          }
        | undefined;
      readonly workflowExtendedInfo: {
        readonly cancelRequested: boolean;
        readonly executionExpirationTime?: EpochMs | undefined;
        readonly runExpirationTime?: EpochMs | undefined;
      };
    };
  };
  readonly GetWorkflowExecutionHistory: {
    request: {
      readonly namespace: string;
      readonly execution: {
        readonly workflowId: string;
        readonly runId?: string | undefined;
      };
      readonly maximumPageSize?: number | undefined;
      readonly nextPageToken?: string | undefined;
      readonly waitNewEvent?: boolean | undefined;
      readonly historyEventFilterType?:
        'HISTORY_EVENT_FILTER_TYPE_ALL_EVENT' | 'HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT' | undefined;
      /** As the CLI asks: without the events of a workflow task that are not written yet. */
      readonly writtenOnly?: boolean | undefined;
    };
    response: {
      readonly events: readonly HistoryEvent[];
      readonly nextPageToken?: string | undefined;
    };
  };
  readonly ListWorkflowExecutions: {
    request: {
      readonly namespace: string;
      readonly query?: string | undefined;
      readonly pageSize?: number | undefined;
      readonly nextPageToken?: string | undefined;
    };
    response: {
      readonly executions: readonly WorkflowExecutionInfo[];
      readonly nextPageToken?: string | undefined;
    };
  };
  readonly CountWorkflowExecutions: {
    request: {
      readonly namespace: string;
      readonly query?: string | undefined;
    };
    response: {
      readonly count: number;
      readonly groups: readonly {
        readonly groupValues: readonly Payload[];
        readonly count: number;
      }[];
    };
  };
  readonly UpdateWorkflowExecution: {
    request: ByExecution & {
      readonly firstExecutionRunId?: string | undefined;
      readonly waitPolicy: { readonly lifecycleStage: UpdateStage };
      readonly request: UpdateRequest;
    };
    response: {
      readonly updateRef: {
        readonly workflowExecution: WorkflowExecution;
        readonly updateId: string;
      };
      readonly stage: UpdateStage;
      readonly outcome?: UpdateOutcome | undefined;
    };
  };
  readonly PollWorkflowExecutionUpdate: {
    request: {
      readonly namespace: string;
      readonly updateRef: {
        readonly workflowExecution: {
          readonly workflowId: string;
          readonly runId?: string | undefined;
        };
        readonly updateId: string;
      };
      readonly waitPolicy?: { readonly lifecycleStage: UpdateStage } | undefined;
    };
    response: {
      readonly updateRef: {
        readonly workflowExecution: WorkflowExecution;
        readonly updateId: string;
      };
      readonly stage: UpdateStage;
      readonly outcome?: UpdateOutcome | undefined;
    };
  };
  /** Update-with-start, the one sequence of operations that the service accepts: both happen, or neither. */
  readonly ExecuteMultiOperation: {
    request: {
      readonly namespace: string;
      readonly start: StartWorkflowFields;
      readonly update: WorkflowServiceMethods['UpdateWorkflowExecution']['request'];
    };
    response: {
      readonly start: WorkflowServiceMethods['StartWorkflowExecution']['response'];
      readonly update: WorkflowServiceMethods['UpdateWorkflowExecution']['response'];
    };
  };
  readonly ResetWorkflowExecution: {
    request: ByExecution & {
      readonly reason?: string | undefined;
      readonly workflowTaskFinishEventId: EventId;
      readonly requestId?: string | undefined;
      readonly identity?: string | undefined;
    };
    response: { readonly runId: string };
  };
  readonly PauseWorkflowExecution: {
    request: {
      readonly namespace: string;
      readonly workflowId: string;
      readonly runId?: string | undefined;
      readonly identity?: string | undefined;
      readonly reason?: string | undefined;
      readonly requestId?: string | undefined;
    };
    response: object;
  };
  readonly UnpauseWorkflowExecution: {
    request: {
      readonly namespace: string;
      readonly workflowId: string;
      readonly runId?: string | undefined;
      readonly identity?: string | undefined;
      readonly reason?: string | undefined;
      readonly requestId?: string | undefined;
    };
    response: object;
  };
  /** Answered with no task when the caller's patience ends: the caller withdraws the call. */
  readonly PollWorkflowTaskQueue: {
    request: {
      readonly namespace: string;
      readonly taskQueue: TaskQueue;
      readonly identity?: string | undefined;
    };
    response: WorkflowTask;
  };
  readonly RespondWorkflowTaskCompleted: {
    request: ByTaskToken & {
      readonly commands: readonly Command[];
      readonly messages?: readonly UpdateMessage[] | undefined;
      readonly queryResults?: Readonly<Record<string, WorkflowQueryResult>> | undefined;
      readonly stickyAttributes?:
        | {
            readonly workerTaskQueue: TaskQueue;
            readonly scheduleToStartTimeout: DurationMs;
          }
        | undefined;
      readonly returnNewWorkflowTask?: boolean | undefined;
      readonly forceCreateNewWorkflowTask?: boolean | undefined;
      readonly sdkMetadata?: WorkflowTaskCompletedMetadata | undefined;
      readonly meteringMetadata?:
        | {
            readonly nonfirstLocalActivityExecutionAttempts?: number | undefined;
          }
        | undefined;
      readonly capabilities?:
        { readonly discardSpeculativeWorkflowTaskWithEvents: boolean } | undefined;
    };
    response: {
      readonly workflowTask?: WorkflowTask | undefined;
      /** Activities that asked for eager execution and were started in the same transaction. */
      readonly activityTasks?: readonly ActivityTask[] | undefined;
      /**
       * Set where the task was speculative and vanished without a trace: the last WorkflowTaskStarted event that counts.
       */
      readonly resetHistoryEventId?: EventId | undefined;
    };
  };
  readonly RespondWorkflowTaskFailed: {
    request: ByTaskToken & {
      readonly cause: WorkflowTaskFailedCause;
      readonly failure?: Failure | undefined;
    };
    response: object;
  };
  readonly RespondQueryTaskCompleted: {
    request: ByTaskToken & { readonly result: WorkflowQueryResult };
    response: object;
  };
  /** The worker forgets its sticky queue. @see ResetStickyTaskQueue */
  readonly ResetStickyTaskQueue: {
    request: {
      readonly namespace: string;
      readonly execution: {
        readonly workflowId: string;
        readonly runId?: string | undefined;
      };
    };
    response: object;
  };
  /** A worker that stops says so: tasks no longer wait on its sticky queue. */
  readonly ShutdownWorker: {
    request: {
      readonly namespace: string;
      readonly stickyTaskQueue: string;
      readonly identity?: string | undefined;
      readonly reason?: string | undefined;
    };
    response: object;
  };
  readonly PollActivityTaskQueue: {
    request: {
      readonly namespace: string;
      readonly taskQueue: TaskQueue;
      readonly identity?: string | undefined;
    };
    response: ActivityTask;
  };
  readonly RecordActivityTaskHeartbeat: {
    request: ByTaskToken & { readonly details?: Payloads | undefined };
    response: HeartbeatAnswer;
  };
  readonly RespondActivityTaskCompleted: {
    request: ByTaskToken & { readonly result?: Payloads | undefined };
    response: object;
  };
  readonly RespondActivityTaskFailed: {
    request: ByTaskToken & {
      readonly failure?: Failure | undefined;
      readonly lastHeartbeatDetails?: Payloads | undefined;
    };
    response: object;
  };
  readonly RespondActivityTaskCanceled: {
    request: ByTaskToken & { readonly details?: Payloads | undefined };
    response: object;
  };
  readonly RecordActivityTaskHeartbeatById: {
    request: ByActivityId & { readonly details?: Payloads | undefined };
    response: HeartbeatAnswer;
  };
  readonly RespondActivityTaskCompletedById: {
    request: ByActivityId & { readonly result?: Payloads | undefined };
    response: object;
  };
  readonly RespondActivityTaskFailedById: {
    request: ByActivityId & { readonly failure?: Failure | undefined };
    response: object;
  };
  readonly RespondActivityTaskCanceledById: {
    request: ByActivityId & { readonly details?: Payloads | undefined };
    response: object;
  };
  readonly PauseActivity: {
    request: {
      readonly namespace: string;
      readonly execution: {
        readonly workflowId: string;
        readonly runId?: string | undefined;
      };
      readonly id: string;
      readonly identity?: string | undefined;
      readonly reason?: string | undefined;
    };
    response: object;
  };
  readonly UnpauseActivity: {
    request: {
      readonly namespace: string;
      readonly execution: {
        readonly workflowId: string;
        readonly runId?: string | undefined;
      };
      readonly id: string;
      readonly identity?: string | undefined;
      readonly resetAttempts?: boolean | undefined;
      readonly resetHeartbeat?: boolean | undefined;
    };
    response: object;
  };
  readonly ResetActivity: {
    request: {
      readonly namespace: string;
      readonly execution: {
        readonly workflowId: string;
        readonly runId?: string | undefined;
      };
      readonly id: string;
      readonly identity?: string | undefined;
      readonly resetHeartbeat?: boolean | undefined;
      readonly keepPaused?: boolean | undefined;
    };
    response: object;
  };
}

/** The name of a method of the service. */
export type Method = keyof WorkflowServiceMethods;

/** The request of one method. */
export type RequestOf<M extends Method> = WorkflowServiceMethods[M]['request'];

/** The response of one method. */
export type ResponseOf<M extends Method> = WorkflowServiceMethods[M]['response'];

/** A request with the name of its method. */
export type ServiceRequestOf<M extends Method> = M extends Method
  ? { readonly method: M; readonly request: RequestOf<M> }
  : never;

/** Any request that the service takes. */
export type ServiceRequest = ServiceRequestOf<Method>;

/** The gRPC status codes with which the service refuses. */
export type StatusCode =
  | 'CANCELLED'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE';

/** What the service says with a refusal, beyond its words. @see temporal.api.errordetails.v1 */
export type StatusDetails =
  | { readonly type: 'NotFoundFailure' }
  | { readonly type: 'NamespaceNotFoundFailure'; readonly namespace: string }
  | {
      readonly type: 'WorkflowExecutionAlreadyStartedFailure';
      readonly startRequestId: string;
      readonly runId: string;
    }
  | { readonly type: 'WorkflowNotReadyFailure' }
  | {
      readonly type: 'QueryFailedFailure';
      readonly failure?: Failure | undefined;
    }
  | { readonly type: 'ResourceExhaustedFailure'; readonly cause: string }
  /** Of ExecuteMultiOperation: how each of its operations ended, in their order. */
  | {
      readonly type: 'MultiOperationExecutionFailure';
      readonly statuses: readonly OperationStatus[];
    }
  /** Of an operation that was not done because another one failed. @see temporal.api.failure.v1.MultiOperationExecutionAborted */
  | { readonly type: 'MultiOperationExecutionAborted' };

/** How one operation of ExecuteMultiOperation ended. @see temporal.api.errordetails.v1.MultiOperationExecutionFailure.OperationStatus */
export interface OperationStatus {
  readonly code: StatusCode | 'OK' | 'ABORTED';
  readonly message: string;
  readonly details?: StatusDetails | undefined;
}

/** A refusal: the gRPC status that a caller gets. It is data; the client turns it into the error that users see. */
export interface ServiceStatus {
  readonly code: StatusCode;
  readonly message: string;
  readonly details?: StatusDetails | undefined;
}

/** How a call ended. */
export type Reply<M extends Method = Method> =
  | { readonly ok: true; readonly response: ResponseOf<M> }
  | { readonly ok: false; readonly status: ServiceStatus };
