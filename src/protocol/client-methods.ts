/** The methods of the service that clients call, and what they carry. */
import type { DurationMs, EpochMs } from '../common/time.ts';

import type { EventId, HistoryEvent, WorkflowExecutionStatus } from './event.ts';
import type { Failure } from './failure.ts';
import type {
  Header,
  Payload,
  Payloads,
  TaskQueue,
  UserMetadata,
  WorkflowExecution,
} from './payload.ts';
import type { WorkflowQuery } from './query.ts';

import type { UpdateOutcome, UpdateRequest, UpdateStage } from './update.ts';

import type {
  ByActivityId,
  ByExecution,
  HeartbeatAnswer,
  QueryRejectCondition,
  StartWorkflowFields,
} from './request-fields.ts';
import type {
  PendingActivityInfo,
  PendingChildInfo,
  WorkflowExecutionInfo,
} from './description.ts';

/** The request and the response of every method that a client calls. */
export interface ClientMethods {
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
        readonly workflowExecutionTimeout?: DurationMs | undefined;
        readonly workflowRunTimeout?: DurationMs | undefined;
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
      readonly update: ClientMethods['UpdateWorkflowExecution']['request'];
    };
    response: {
      readonly start: ClientMethods['StartWorkflowExecution']['response'];
      readonly update: ClientMethods['UpdateWorkflowExecution']['response'];
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
  readonly RecordActivityTaskHeartbeatById: {
    request: ByActivityId & { readonly details?: Payloads | undefined };
    response: HeartbeatAnswer;
  };
  readonly RespondActivityTaskCompletedById: {
    request: ByActivityId & { readonly result?: Payloads | undefined };
    response: object;
  };
  readonly RespondActivityTaskFailedById: {
    request: ByActivityId & {
      readonly failure?: Failure | undefined;
      readonly lastHeartbeatDetails?: Payloads | undefined;
    };
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
      readonly requestId?: string | undefined;
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
