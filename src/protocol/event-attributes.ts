/** The attributes of history events (`temporal.api.history.v1`), by type of event, in plain-object form. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { EventId } from './event-id.ts';
import type { Failure, RetryState, TimeoutType } from './failure.ts';
import type {
  ActivityType,
  Header,
  Memo,
  Payloads,
  Priority,
  RetryPolicy,
  SearchAttributes,
  TaskQueue,
  WorkflowExecution,
  WorkflowType,
} from './payload.ts';
import type { UpdateOutcome, UpdateRequest } from './update.ts';

import type {
  CancelExternalFailedCause,
  ContinueAsNewInitiator,
  ParentClosePolicy,
  SignalExternalFailedCause,
  StartChildFailedCause,
  WorkflowIdReusePolicy,
  WorkflowTaskFailedCause,
} from './event-enums.ts';

/** Which code a worker has. @see temporal.api.common.v1.WorkerVersionStamp */
export interface WorkerVersion {
  readonly buildId: string;
}

/** What the SDK notes in a completed workflow task, so that a replay behaves as the first run did. */
export interface WorkflowTaskCompletedMetadata {
  readonly coreUsedFlags?: readonly number[] | undefined;
  readonly langUsedFlags?: readonly number[] | undefined;
  readonly sdkName?: string | undefined;
  readonly sdkVersion?: string | undefined;
}

interface Completion {
  readonly workflowTaskCompletedEventId: EventId;
}

interface ActivityClose {
  readonly scheduledEventId: EventId;
  /** 0 if no attempt was running. */
  readonly startedEventId: EventId;
}

interface ChildClose {
  readonly initiatedEventId: EventId;
  readonly startedEventId: EventId;
  readonly namespace: string;
  /** The run that closed: the last of the child's chain. */
  readonly workflowExecution: WorkflowExecution;
  readonly workflowType: WorkflowType;
}

/** The attributes of each type of event. */
export interface EventAttributes {
  readonly WorkflowExecutionStarted: {
    readonly workflowType: WorkflowType;
    readonly workflowId: string;
    readonly taskQueue: TaskQueue;
    readonly input?: Payloads | undefined;
    readonly header?: Header | undefined;
    readonly firstExecutionRunId: string;
    readonly originalExecutionRunId: string;
    readonly continuedExecutionRunId?: string | undefined;
    readonly initiator?: ContinueAsNewInitiator | undefined;
    readonly attempt: number;
    readonly retryPolicy?: RetryPolicy | undefined;
    readonly cronSchedule?: string | undefined;
    readonly firstWorkflowTaskBackoff?: DurationMs | undefined;
    /** 0: none. */
    readonly workflowExecutionTimeout: DurationMs;
    /** 0: none. */
    readonly workflowRunTimeout: DurationMs;
    readonly workflowTaskTimeout: DurationMs;
    readonly workflowExecutionExpirationTime?: EpochMs | undefined;
    readonly lastCompletionResult?: Payloads | undefined;
    readonly continuedFailure?: Failure | undefined;
    readonly parentWorkflowNamespace?: string | undefined;
    readonly parentWorkflowExecution?: WorkflowExecution | undefined;
    readonly parentInitiatedEventId?: EventId | undefined;
    readonly rootWorkflowExecution?: WorkflowExecution | undefined;
    readonly identity?: string | undefined;
    readonly memo?: Memo | undefined;
    readonly searchAttributes?: SearchAttributes | undefined;
    readonly priority?: Priority | undefined;
  };
  readonly WorkflowExecutionCompleted: Completion & {
    readonly result?: Payloads | undefined;
    readonly newExecutionRunId?: string | undefined;
  };
  readonly WorkflowExecutionFailed: Completion & {
    readonly failure?: Failure | undefined;
    readonly retryState: RetryState;
    readonly newExecutionRunId?: string | undefined;
  };
  readonly WorkflowExecutionTimedOut: {
    readonly retryState: RetryState;
    readonly newExecutionRunId?: string | undefined;
  };
  readonly WorkflowExecutionCanceled: Completion & {
    readonly details?: Payloads | undefined;
  };
  readonly WorkflowExecutionTerminated: {
    readonly reason?: string | undefined;
    readonly details?: Payloads | undefined;
    readonly identity?: string | undefined;
  };
  readonly WorkflowExecutionContinuedAsNew: Completion & {
    readonly newExecutionRunId: string;
    readonly workflowType: WorkflowType;
    readonly taskQueue: TaskQueue;
    readonly input?: Payloads | undefined;
    readonly header?: Header | undefined;
    readonly workflowRunTimeout: DurationMs;
    readonly workflowTaskTimeout: DurationMs;
    readonly backoffStartInterval?: DurationMs | undefined;
    /** As the command has it; absent where it says nothing. */
    readonly initiator?: ContinueAsNewInitiator | undefined;
    readonly failure?: Failure | undefined;
    readonly lastCompletionResult?: Payloads | undefined;
    readonly memo?: Memo | undefined;
    readonly searchAttributes?: SearchAttributes | undefined;
    readonly inheritBuildId?: boolean | undefined;
  };
  readonly WorkflowExecutionCancelRequested: {
    readonly cause?: string | undefined;
    readonly identity?: string | undefined;
    readonly externalInitiatedEventId?: EventId | undefined;
    readonly externalWorkflowExecution?: WorkflowExecution | undefined;
  };
  readonly WorkflowExecutionSignaled: {
    readonly signalName: string;
    readonly input?: Payloads | undefined;
    readonly identity?: string | undefined;
    readonly header?: Header | undefined;
    readonly externalWorkflowExecution?: WorkflowExecution | undefined;
    readonly requestId?: string | undefined;
  };
  readonly WorkflowExecutionPaused: {
    readonly identity?: string | undefined;
    readonly reason?: string | undefined;
    readonly requestId?: string | undefined;
  };
  readonly WorkflowExecutionUnpaused: {
    readonly identity?: string | undefined;
    readonly reason?: string | undefined;
    readonly requestId?: string | undefined;
  };
  readonly WorkflowExecutionOptionsUpdated: {
    readonly attachedRequestId?: string | undefined;
    readonly identity?: string | undefined;
  };
  readonly WorkflowExecutionUpdateAdmitted: {
    readonly request: UpdateRequest;
    readonly origin?: string | undefined;
  };
  readonly WorkflowExecutionUpdateAccepted: {
    readonly protocolInstanceId: string;
    readonly acceptedRequestMessageId: string;
    readonly acceptedRequestSequencingEventId: EventId;
    readonly acceptedRequest?: UpdateRequest | undefined;
  };
  readonly WorkflowExecutionUpdateCompleted: {
    readonly meta: {
      readonly updateId: string;
      readonly identity?: string | undefined;
    };
    readonly acceptedEventId: EventId;
    readonly outcome: UpdateOutcome;
  };
  readonly WorkflowTaskScheduled: {
    readonly taskQueue: TaskQueue;
    readonly startToCloseTimeout: DurationMs;
    readonly attempt: number;
  };
  readonly WorkflowTaskStarted: {
    readonly scheduledEventId: EventId;
    readonly identity?: string | undefined;
    readonly requestId?: string | undefined;
    readonly suggestContinueAsNew?: boolean | undefined;
    readonly historySizeBytes?: number | undefined;
  };
  readonly WorkflowTaskCompleted: {
    readonly scheduledEventId: EventId;
    readonly startedEventId: EventId;
    readonly identity?: string | undefined;
    readonly sdkMetadata?: WorkflowTaskCompletedMetadata | undefined;
    readonly workerVersion?: WorkerVersion | undefined;
    readonly meteringMetadata?:
      { readonly nonfirstLocalActivityExecutionAttempts?: number | undefined } | undefined;
  };
  readonly WorkflowTaskTimedOut: {
    readonly scheduledEventId: EventId;
    readonly startedEventId: EventId;
    readonly timeoutType: TimeoutType;
  };
  readonly WorkflowTaskFailed: {
    readonly scheduledEventId: EventId;
    readonly startedEventId: EventId;
    readonly cause: WorkflowTaskFailedCause;
    readonly failure?: Failure | undefined;
    readonly identity?: string | undefined;
    readonly baseRunId?: string | undefined;
    readonly newRunId?: string | undefined;
  };
  readonly ActivityTaskScheduled: Completion & {
    readonly activityId: string;
    readonly activityType: ActivityType;
    readonly taskQueue: TaskQueue;
    readonly header?: Header | undefined;
    readonly input?: Payloads | undefined;
    readonly scheduleToCloseTimeout: DurationMs;
    readonly scheduleToStartTimeout: DurationMs;
    readonly startToCloseTimeout: DurationMs;
    readonly heartbeatTimeout: DurationMs;
    readonly retryPolicy: RetryPolicy;
    readonly priority?: Priority | undefined;
  };
  readonly ActivityTaskStarted: {
    readonly scheduledEventId: EventId;
    readonly identity?: string | undefined;
    readonly requestId?: string | undefined;
    readonly attempt: number;
    readonly lastFailure?: Failure | undefined;
  };
  readonly ActivityTaskCompleted: ActivityClose & {
    readonly result?: Payloads | undefined;
    readonly identity?: string | undefined;
  };
  readonly ActivityTaskFailed: ActivityClose & {
    readonly failure?: Failure | undefined;
    readonly identity?: string | undefined;
    readonly retryState: RetryState;
  };
  readonly ActivityTaskTimedOut: ActivityClose & {
    readonly failure: Failure;
    readonly retryState: RetryState;
  };
  readonly ActivityTaskCancelRequested: Completion & {
    readonly scheduledEventId: EventId;
  };
  readonly ActivityTaskCanceled: ActivityClose & {
    readonly details?: Payloads | undefined;
    readonly latestCancelRequestedEventId: EventId;
    readonly identity?: string | undefined;
  };
  readonly TimerStarted: Completion & {
    readonly timerId: string;
    readonly startToFireTimeout: DurationMs;
  };
  readonly TimerFired: {
    readonly timerId: string;
    readonly startedEventId: EventId;
  };
  readonly TimerCanceled: Completion & {
    readonly timerId: string;
    readonly startedEventId: EventId;
    readonly identity?: string | undefined;
  };
  readonly MarkerRecorded: Completion & {
    readonly markerName: string;
    readonly details?: Readonly<Record<string, Payloads>> | undefined;
    readonly header?: Header | undefined;
    readonly failure?: Failure | undefined;
  };
  readonly UpsertWorkflowSearchAttributes: Completion & {
    readonly searchAttributes: SearchAttributes;
  };
  readonly WorkflowPropertiesModified: Completion & {
    readonly upsertedMemo?: Memo | undefined;
  };
  readonly StartChildWorkflowExecutionInitiated: Completion & {
    readonly namespace: string;
    readonly workflowId: string;
    readonly workflowType: WorkflowType;
    readonly taskQueue: TaskQueue;
    readonly input?: Payloads | undefined;
    readonly header?: Header | undefined;
    readonly workflowExecutionTimeout: DurationMs;
    readonly workflowRunTimeout: DurationMs;
    readonly workflowTaskTimeout: DurationMs;
    readonly parentClosePolicy: ParentClosePolicy;
    readonly workflowIdReusePolicy: WorkflowIdReusePolicy;
    readonly retryPolicy?: RetryPolicy | undefined;
    readonly cronSchedule?: string | undefined;
    readonly memo?: Memo | undefined;
    readonly searchAttributes?: SearchAttributes | undefined;
    readonly priority?: Priority | undefined;
    readonly inheritBuildId?: boolean | undefined;
  };
  readonly StartChildWorkflowExecutionFailed: {
    readonly namespace: string;
    readonly workflowId: string;
    readonly workflowType: WorkflowType;
    readonly cause: StartChildFailedCause;
    readonly initiatedEventId: EventId;
    readonly workflowTaskCompletedEventId?: EventId | undefined;
  };
  readonly ChildWorkflowExecutionStarted: {
    readonly namespace: string;
    readonly initiatedEventId: EventId;
    /** The first run of the child's chain. */
    readonly workflowExecution: WorkflowExecution;
    readonly workflowType: WorkflowType;
    readonly header?: Header | undefined;
  };
  readonly ChildWorkflowExecutionCompleted: ChildClose & {
    readonly result?: Payloads | undefined;
  };
  readonly ChildWorkflowExecutionFailed: ChildClose & {
    readonly failure?: Failure | undefined;
    readonly retryState: RetryState;
  };
  readonly ChildWorkflowExecutionCanceled: ChildClose & {
    readonly details?: Payloads | undefined;
  };
  readonly ChildWorkflowExecutionTimedOut: ChildClose & {
    readonly retryState: RetryState;
  };
  readonly ChildWorkflowExecutionTerminated: ChildClose;
  readonly RequestCancelExternalWorkflowExecutionInitiated: Completion & {
    readonly namespace: string;
    readonly workflowExecution: WorkflowExecution;
    readonly childWorkflowOnly?: boolean | undefined;
    readonly reason?: string | undefined;
    readonly control?: string | undefined;
  };
  readonly RequestCancelExternalWorkflowExecutionFailed: {
    readonly initiatedEventId: EventId;
    readonly namespace: string;
    readonly workflowExecution: WorkflowExecution;
    readonly cause: CancelExternalFailedCause;
  };
  readonly ExternalWorkflowExecutionCancelRequested: {
    readonly initiatedEventId: EventId;
    readonly namespace: string;
    readonly workflowExecution: WorkflowExecution;
  };
  readonly SignalExternalWorkflowExecutionInitiated: Completion & {
    readonly namespace: string;
    readonly workflowExecution: WorkflowExecution;
    readonly signalName: string;
    readonly input?: Payloads | undefined;
    readonly header?: Header | undefined;
    readonly childWorkflowOnly?: boolean | undefined;
    readonly control?: string | undefined;
  };
  readonly SignalExternalWorkflowExecutionFailed: {
    readonly initiatedEventId: EventId;
    readonly namespace: string;
    readonly workflowExecution: WorkflowExecution;
    readonly cause: SignalExternalFailedCause;
  };
  readonly ExternalWorkflowExecutionSignaled: {
    readonly initiatedEventId: EventId;
    readonly namespace: string;
    readonly workflowExecution: WorkflowExecution;
  };
}
