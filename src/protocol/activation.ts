/**
 * Activations and what workflow code answers to them: the border between Core and the language side
 * (`coresdk.workflow_activation`, `coresdk.workflow_commands`), in plain-object form with the SDK's spelling.
 */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ContinueAsNewInitiator, ParentClosePolicy, WorkflowIdReusePolicy } from './event.ts';
import type { Failure } from './failure.ts';
import type {
  Memo,
  Payload,
  Payloads,
  Priority,
  RetryPolicy,
  SearchAttributes,
  UserMetadata,
  WorkflowExecution,
} from './payload.ts';
import type { WorkflowQueryResult } from './query.ts';

/** The number by which workflow code and Core call a thing that is under way; from 1, per kind. */
export type Seq = number;

/** @see coresdk.activity_result.ActivityResolution */
export type ActivityResolution =
  | { readonly status: 'completed'; readonly result?: Payload | undefined }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled'; readonly failure: Failure }
  | {
      /** Of a local activity only: the language side must sleep, then schedule it anew. */
      readonly status: 'backoff';
      readonly attempt: number;
      readonly backoffDuration: DurationMs;
      readonly originalScheduleTime: EpochMs;
    };

/** @see coresdk.child_workflow.ChildWorkflowResult */
export type ChildWorkflowResolution =
  | { readonly status: 'completed'; readonly result?: Payload | undefined }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled'; readonly failure: Failure };

/** @see coresdk.workflow_activation.ResolveChildWorkflowExecutionStart */
export type ChildWorkflowStartResolution =
  | { readonly status: 'succeeded'; readonly runId: string }
  | {
      readonly status: 'failed';
      readonly workflowId: string;
      readonly workflowType: string;
      readonly cause: 'WORKFLOW_ALREADY_EXISTS' | 'NAMESPACE_NOT_FOUND';
    }
  | { readonly status: 'cancelled'; readonly failure: Failure };

/** What a new run is told of itself. @see coresdk.workflow_activation.InitializeWorkflow */
export interface InitializeWorkflow {
  readonly type: 'initializeWorkflow';
  readonly workflowType: string;
  readonly workflowId: string;
  readonly arguments: readonly Payload[];
  /** The run id that seeds the random numbers of workflow code (`originalExecutionRunId`). */
  readonly randomnessSeedRunId: string;
  readonly headers: Readonly<Record<string, Payload>>;
  readonly identity: string;
  readonly parentWorkflowInfo?: (WorkflowExecution & { readonly namespace: string }) | undefined;
  readonly rootWorkflow?: WorkflowExecution | undefined;
  readonly workflowExecutionTimeout?: DurationMs | undefined;
  readonly workflowRunTimeout?: DurationMs | undefined;
  readonly workflowTaskTimeout: DurationMs;
  readonly continuedFromExecutionRunId?: string | undefined;
  readonly continuedInitiator?: ContinueAsNewInitiator | undefined;
  readonly continuedFailure?: Failure | undefined;
  readonly lastCompletionResult?: Payloads | undefined;
  readonly firstExecutionRunId: string;
  readonly retryPolicy?: RetryPolicy | undefined;
  readonly attempt: number;
  readonly cronSchedule?: string | undefined;
  readonly workflowExecutionExpirationTime?: EpochMs | undefined;
  readonly cronScheduleToScheduleInterval?: DurationMs | undefined;
  readonly memo?: Memo | undefined;
  readonly searchAttributes?: SearchAttributes | undefined;
  /** The time of the WorkflowExecutionStarted event. */
  readonly startTime: EpochMs;
  readonly priority?: Priority | undefined;
}

/** One thing that happened, as workflow code is told of it. @see coresdk.workflow_activation.WorkflowActivationJob */
export type ActivationJob =
  | InitializeWorkflow
  | { readonly type: 'notifyHasPatch'; readonly patchId: string }
  | { readonly type: 'updateRandomSeed'; readonly randomnessSeedRunId: string }
  | {
      readonly type: 'signalWorkflow';
      readonly signalName: string;
      readonly input: readonly Payload[];
      readonly identity: string;
      readonly headers: Readonly<Record<string, Payload>>;
    }
  | {
      readonly type: 'doUpdate';
      readonly id: string;
      readonly protocolInstanceId: string;
      readonly name: string;
      readonly input: readonly Payload[];
      readonly headers: Readonly<Record<string, Payload>>;
      readonly identity: string;
      readonly runValidator: boolean;
    }
  | { readonly type: 'cancelWorkflow'; readonly reason: string }
  | { readonly type: 'fireTimer'; readonly seq: Seq }
  | {
      readonly type: 'resolveActivity';
      readonly seq: Seq;
      readonly isLocal: boolean;
      readonly result: ActivityResolution;
    }
  | {
      readonly type: 'resolveChildWorkflowExecutionStart';
      readonly seq: Seq;
      readonly result: ChildWorkflowStartResolution;
    }
  | {
      readonly type: 'resolveChildWorkflowExecution';
      readonly seq: Seq;
      readonly result: ChildWorkflowResolution;
    }
  | {
      readonly type: 'resolveSignalExternalWorkflow';
      readonly seq: Seq;
      readonly failure?: Failure | undefined;
    }
  | {
      readonly type: 'resolveRequestCancelExternalWorkflow';
      readonly seq: Seq;
      readonly failure?: Failure | undefined;
    }
  | {
      readonly type: 'queryWorkflow';
      readonly queryId: string;
      readonly queryType: string;
      readonly arguments: readonly Payload[];
      readonly headers: Readonly<Record<string, Payload>>;
    };

/** One message from Core to workflow code. @see coresdk.workflow_activation.WorkflowActivation */
export interface Activation {
  readonly runId: string;
  /** Workflow time. */
  readonly timestamp: EpochMs;
  readonly isReplaying: boolean;
  readonly historyLength: number;
  readonly historySizeBytes: number;
  readonly continueAsNewSuggested: boolean;
  /** Of the worker that completes, or has completed, the workflow task. @see deploymentVersionForCurrentTask */
  readonly buildId?: string | undefined;
  readonly availableInternalFlags: readonly number[];
  /** In the order of `semantics`: sorted by Core; never empty. */
  readonly jobs: readonly ActivationJob[];
}

/** How the cancellation of an activity is dealt with. @see coresdk.workflow_commands.ActivityCancellationType */
export type ActivityCancellationType = 'TRY_CANCEL' | 'WAIT_CANCELLATION_COMPLETED' | 'ABANDON';

/** @see coresdk.child_workflow.ChildWorkflowCancellationType */
export type ChildWorkflowCancellationType =
  'ABANDON' | 'TRY_CANCEL' | 'WAIT_CANCELLATION_COMPLETED' | 'WAIT_CANCELLATION_REQUESTED';

interface ActivityFields {
  readonly seq: Seq;
  readonly activityId: string;
  readonly activityType: string;
  readonly headers: Readonly<Record<string, Payload>>;
  readonly arguments: readonly Payload[];
  readonly scheduleToCloseTimeout?: DurationMs | undefined;
  readonly scheduleToStartTimeout?: DurationMs | undefined;
  readonly startToCloseTimeout?: DurationMs | undefined;
  readonly retryPolicy?: RetryPolicy | undefined;
  readonly cancellationType: ActivityCancellationType;
}

/** What workflow code asks for, as its runtime pushes it. @see coresdk.workflow_commands.WorkflowCommand */
export type WorkflowCommand = {
  readonly userMetadata?: UserMetadata | undefined;
} & (
  | {
      readonly type: 'startTimer';
      readonly seq: Seq;
      readonly startToFireTimeout: DurationMs;
    }
  | { readonly type: 'cancelTimer'; readonly seq: Seq }
  | (ActivityFields & {
      readonly type: 'scheduleActivity';
      readonly taskQueue: string;
      readonly heartbeatTimeout?: DurationMs | undefined;
      readonly doNotEagerlyExecute: boolean;
      readonly priority?: Priority | undefined;
    })
  | { readonly type: 'requestCancelActivity'; readonly seq: Seq }
  | (ActivityFields & {
      readonly type: 'scheduleLocalActivity';
      /** 1, or what a `backoff` resolution said. */
      readonly attempt: number;
      readonly originalScheduleTime?: EpochMs | undefined;
      readonly localRetryThreshold?: DurationMs | undefined;
    })
  | { readonly type: 'requestCancelLocalActivity'; readonly seq: Seq }
  | {
      readonly type: 'startChildWorkflowExecution';
      readonly seq: Seq;
      readonly namespace?: string | undefined;
      readonly workflowId: string;
      readonly workflowType: string;
      readonly taskQueue?: string | undefined;
      readonly input: readonly Payload[];
      readonly headers: Readonly<Record<string, Payload>>;
      readonly workflowExecutionTimeout?: DurationMs | undefined;
      readonly workflowRunTimeout?: DurationMs | undefined;
      readonly workflowTaskTimeout?: DurationMs | undefined;
      readonly parentClosePolicy?: ParentClosePolicy | undefined;
      readonly workflowIdReusePolicy?: WorkflowIdReusePolicy | undefined;
      readonly retryPolicy?: RetryPolicy | undefined;
      readonly cronSchedule?: string | undefined;
      readonly memo?: Memo | undefined;
      readonly searchAttributes?: SearchAttributes | undefined;
      readonly cancellationType: ChildWorkflowCancellationType;
      readonly priority?: Priority | undefined;
    }
  | {
      readonly type: 'cancelChildWorkflowExecution';
      readonly childWorkflowSeq: Seq;
      readonly reason?: string | undefined;
    }
  | {
      readonly type: 'requestCancelExternalWorkflowExecution';
      readonly seq: Seq;
      readonly namespace?: string | undefined;
      readonly workflowId: string;
      readonly runId?: string | undefined;
      readonly reason?: string | undefined;
    }
  | {
      readonly type: 'signalExternalWorkflowExecution';
      readonly seq: Seq;
      readonly signalName: string;
      readonly args: readonly Payload[];
      readonly headers: Readonly<Record<string, Payload>>;
      readonly target:
        | {
            readonly kind: 'external';
            readonly namespace?: string | undefined;
            readonly workflowId: string;
            readonly runId?: string | undefined;
          }
        | { readonly kind: 'child'; readonly workflowId: string };
    }
  | { readonly type: 'cancelSignalWorkflow'; readonly seq: Seq }
  | {
      readonly type: 'setPatchMarker';
      readonly patchId: string;
      readonly deprecated: boolean;
    }
  | {
      readonly type: 'upsertWorkflowSearchAttributes';
      readonly searchAttributes: SearchAttributes;
    }
  | {
      readonly type: 'modifyWorkflowProperties';
      readonly upsertedMemo?: Memo | undefined;
    }
  | {
      readonly type: 'updateResponse';
      readonly protocolInstanceId: string;
      readonly response:
        | { readonly status: 'accepted' }
        | { readonly status: 'rejected'; readonly failure: Failure }
        | {
            readonly status: 'completed';
            readonly result?: Payload | undefined;
          };
    }
  | {
      readonly type: 'completeWorkflowExecution';
      readonly result?: Payload | undefined;
    }
  | { readonly type: 'failWorkflowExecution'; readonly failure: Failure }
  | { readonly type: 'cancelWorkflowExecution' }
  | {
      readonly type: 'continueAsNewWorkflowExecution';
      readonly workflowType?: string | undefined;
      readonly taskQueue?: string | undefined;
      readonly arguments: readonly Payload[];
      readonly headers: Readonly<Record<string, Payload>>;
      readonly workflowRunTimeout?: DurationMs | undefined;
      readonly workflowTaskTimeout?: DurationMs | undefined;
      readonly backoffStartInterval?: DurationMs | undefined;
      readonly retryPolicy?: RetryPolicy | undefined;
      readonly memo?: Memo | undefined;
      readonly searchAttributes?: SearchAttributes | undefined;
    }
  | {
      readonly type: 'respondToQuery';
      readonly queryId: string;
      readonly result: WorkflowQueryResult;
    }
);

/** How an activation ended. @see coresdk.workflow_completion.WorkflowActivationCompletion */
export type ActivationCompletion =
  | {
      readonly status: 'successful';
      readonly commands: readonly WorkflowCommand[];
      readonly usedInternalFlags: readonly number[];
    }
  | {
      readonly status: 'failed';
      readonly failure: Failure;
      /** Set where the language side itself found a nondeterminism. */
      readonly forceCause?: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR' | undefined;
    };

/** Why a run leaves a worker's cache. @see coresdk.workflow_activation.RemoveFromCache.EvictionReason */
export type EvictionReason =
  | 'CACHE_FULL'
  | 'CACHE_MISS'
  | 'NONDETERMINISM'
  | 'LANG_FAIL'
  | 'LANG_REQUESTED'
  | 'TASK_NOT_FOUND'
  | 'UNHANDLED_COMMAND'
  | 'FATAL'
  | 'PAGINATION_OR_HISTORY_FETCH'
  | 'WORKFLOW_EXECUTION_ENDING';
