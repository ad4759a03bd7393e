/**
 * A service script is a small program of WorkflowService requests: pure data, so that the same script can be run
 * against a real Temporal Service (record.ts) and against a simulator of it.
 *
 * Names and fields are those of the public API, with these simplifications:
 * - ids and task queues are local names; `workflowId: 'w'` of the script `s` stands for `s/w`, the task queue `q` for `s/q`;
 * - durations are strings such as '500ms' or '10s';
 * - payloads are plain JSON values, a list of them is a list (`input: [1, 'two']`);
 * - failures are in proto JSON form, as in a history (`{ message, applicationFailureInfo: { type } }`);
 * - run ids and event ids that are not known in advance are references (`RunRef`, `EventRef`).
 */

import type { NormalizedEvent } from '../normalize.ts';

export interface Script {
  readonly name: string;
  readonly about: string;
  readonly steps: readonly Step[];
}

export type Duration = `${number}ms` | `${number}s` | `${number}h`;

/** The run that the step named so started, or whose task it polled. A plain string is sent as it is. */
export type RunRef = string | { readonly runOf: string };

/**
 * The id of an event in the history of the task's run (or of the addressed workflow's current run), looked up at the
 * moment the step runs: the last event of that type which matches, or the nth one. A number is sent as it is.
 */
export type EventRef =
  | number
  | {
      readonly of: string;
      readonly activityId?: string;
      readonly timerId?: string;
      readonly workflowId?: string;
      readonly nth?: number;
    };

export interface RetryPolicy {
  readonly initialInterval?: Duration;
  readonly backoffCoefficient?: number;
  readonly maximumInterval?: Duration;
  readonly maximumAttempts?: number;
  readonly nonRetryableErrorTypes?: readonly string[];
}

/** A failure in proto JSON form. */
export interface Failure {
  readonly message: string;
  readonly applicationFailureInfo?: {
    readonly type?: string;
    readonly nonRetryable?: boolean;
    readonly nextRetryDelay?: Duration;
  };
  readonly canceledFailureInfo?: Record<string, never>;
  readonly terminatedFailureInfo?: Record<string, never>;
  readonly timeoutFailureInfo?: { readonly timeoutType: string };
  readonly serverFailureInfo?: { readonly nonRetryable?: boolean };
  readonly cause?: Failure;
}

export type WorkflowIdReusePolicy =
  'ALLOW_DUPLICATE' | 'ALLOW_DUPLICATE_FAILED_ONLY' | 'REJECT_DUPLICATE' | 'TERMINATE_IF_RUNNING';
export type WorkflowIdConflictPolicy = 'FAIL' | 'USE_EXISTING' | 'TERMINATE_EXISTING';
export type ParentClosePolicy = 'TERMINATE' | 'ABANDON' | 'REQUEST_CANCEL';

// ------------------------------------------------------------------------------------------------------ commands

export type Command =
  | {
      readonly type: 'ScheduleActivityTask';
      readonly activityId: string;
      readonly activityType: string;
      readonly taskQueue: string;
      readonly input?: readonly unknown[];
      readonly scheduleToCloseTimeout?: Duration;
      readonly scheduleToStartTimeout?: Duration;
      readonly startToCloseTimeout?: Duration;
      readonly heartbeatTimeout?: Duration;
      readonly retryPolicy?: RetryPolicy;
    }
  | { readonly type: 'RequestCancelActivityTask'; readonly scheduledEventId: EventRef }
  | { readonly type: 'StartTimer'; readonly timerId: string; readonly startToFireTimeout: Duration }
  | { readonly type: 'CancelTimer'; readonly timerId: string }
  | { readonly type: 'CompleteWorkflowExecution'; readonly result?: readonly unknown[] }
  | { readonly type: 'FailWorkflowExecution'; readonly failure?: Failure }
  | { readonly type: 'CancelWorkflowExecution'; readonly details?: readonly unknown[] }
  | {
      readonly type: 'ContinueAsNewWorkflowExecution';
      readonly workflowType?: string;
      readonly taskQueue?: string;
      readonly input?: readonly unknown[];
      readonly workflowRunTimeout?: Duration;
      readonly workflowTaskTimeout?: Duration;
      readonly backoffStartInterval?: Duration;
      readonly retryPolicy?: RetryPolicy;
      readonly cronSchedule?: string;
    }
  | {
      readonly type: 'StartChildWorkflowExecution';
      readonly workflowId: string;
      readonly workflowType: string;
      readonly taskQueue?: string;
      readonly namespace?: string;
      readonly input?: readonly unknown[];
      readonly workflowExecutionTimeout?: Duration;
      readonly workflowRunTimeout?: Duration;
      readonly workflowTaskTimeout?: Duration;
      readonly parentClosePolicy?: ParentClosePolicy;
      readonly workflowIdReusePolicy?: WorkflowIdReusePolicy;
      readonly retryPolicy?: RetryPolicy;
      readonly cronSchedule?: string;
    }
  | {
      readonly type: 'RequestCancelExternalWorkflowExecution';
      readonly workflowId: string;
      readonly runId?: RunRef;
      readonly childWorkflowOnly?: boolean;
      readonly reason?: string;
    }
  | {
      readonly type: 'SignalExternalWorkflowExecution';
      readonly workflowId: string;
      readonly runId?: RunRef;
      readonly signalName: string;
      readonly input?: readonly unknown[];
      readonly childWorkflowOnly?: boolean;
    }
  | {
      readonly type: 'RecordMarker';
      readonly markerName: string;
      readonly details?: Readonly<Record<string, unknown>>;
    }
  /** Places the message (of the same completion) in the order of the commands. */
  | { readonly type: 'ProtocolMessage'; readonly messageId: string };

/** What the worker says about an update that its task carried. */
export type UpdateMessage =
  | { readonly id: string; readonly updateId: string; readonly body: 'Acceptance' }
  | {
      readonly id: string;
      readonly updateId: string;
      readonly body: 'Rejection';
      readonly failure: Failure;
    }
  | {
      readonly id: string;
      readonly updateId: string;
      readonly body: 'Response';
      readonly result?: readonly unknown[];
      readonly failure?: Failure;
    };

// --------------------------------------------------------------------------------------------------------- steps

/** Addresses a workflow: without `runId` its current run. */
interface Execution {
  readonly workflowId: string;
  readonly runId?: RunRef;
}

interface StartFields {
  /** Names the run for references. */
  readonly as?: string;
  readonly workflowId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly input?: readonly unknown[];
  readonly workflowExecutionTimeout?: Duration;
  readonly workflowRunTimeout?: Duration;
  readonly workflowTaskTimeout?: Duration;
  readonly workflowStartDelay?: Duration;
  readonly workflowIdReusePolicy?: WorkflowIdReusePolicy;
  readonly workflowIdConflictPolicy?: WorkflowIdConflictPolicy;
  readonly retryPolicy?: RetryPolicy;
  readonly cronSchedule?: string;
  readonly requestId?: string;
}

export type Step =
  // starting
  | ({ readonly do: 'StartWorkflowExecution' } & StartFields)
  | ({
      readonly do: 'SignalWithStartWorkflowExecution';
      readonly signalName: string;
      readonly signalInput?: readonly unknown[];
    } & StartFields)
  // workflow tasks
  /** Waits for a workflow task, at most `upToMs`; answers the task, or `null` if there was none. */
  | {
      readonly do: 'PollWorkflowTaskQueue';
      readonly as: string;
      readonly taskQueue: string;
      /** Poll the sticky queue that belongs to `taskQueue`. */
      readonly sticky?: boolean;
      readonly upToMs?: number;
    }
  | {
      readonly do: 'RespondWorkflowTaskCompleted';
      readonly task: string;
      readonly commands: readonly Command[];
      readonly messages?: readonly UpdateMessage[];
      readonly forceCreateNewWorkflowTask?: boolean;
      /** Says that the worker can cope with the disappearance of a rejected update's task, as the SDKs do. */
      readonly capabilities?: { readonly discardSpeculativeWorkflowTaskWithEvents: boolean };
      /** Asks for the next task in the answer; `as` names it. */
      readonly returnNewWorkflowTask?: boolean;
      readonly as?: string;
      /** The worker offers its sticky queue, the one that belongs to the queue the task came from. */
      readonly stickyAttributes?: { readonly scheduleToStartTimeout: Duration };
    }
  | {
      readonly do: 'RespondWorkflowTaskFailed';
      readonly task: string;
      readonly cause?: string;
      readonly failure?: Failure;
    }
  // activity tasks
  | {
      readonly do: 'PollActivityTaskQueue';
      readonly as: string;
      readonly taskQueue: string;
      readonly upToMs?: number;
    }
  | {
      readonly do: 'RecordActivityTaskHeartbeat';
      readonly task: string;
      readonly details?: readonly unknown[];
    }
  | {
      readonly do: 'RespondActivityTaskCompleted';
      readonly task: string;
      readonly result?: readonly unknown[];
    }
  | {
      readonly do: 'RespondActivityTaskFailed';
      readonly task: string;
      readonly failure: Failure;
      readonly lastHeartbeatDetails?: readonly unknown[];
    }
  | {
      readonly do: 'RespondActivityTaskCanceled';
      readonly task: string;
      readonly details?: readonly unknown[];
    }
  | ({
      readonly do: 'RecordActivityTaskHeartbeatById';
      readonly activityId: string;
      readonly details?: readonly unknown[];
    } & Execution)
  | ({
      readonly do: 'RespondActivityTaskCompletedById';
      readonly activityId: string;
      readonly result?: readonly unknown[];
    } & Execution)
  | ({
      readonly do: 'RespondActivityTaskFailedById';
      readonly activityId: string;
      readonly failure: Failure;
    } & Execution)
  | ({
      readonly do: 'RespondActivityTaskCanceledById';
      readonly activityId: string;
      readonly details?: readonly unknown[];
    } & Execution)
  | ({
      readonly do: 'PauseActivity';
      readonly activityId: string;
      readonly reason?: string;
    } & Execution)
  | ({
      readonly do: 'UnpauseActivity';
      readonly activityId: string;
      readonly resetAttempts?: boolean;
      readonly resetHeartbeat?: boolean;
    } & Execution)
  | ({
      readonly do: 'ResetActivity';
      readonly activityId: string;
      readonly resetHeartbeat?: boolean;
      readonly keepPaused?: boolean;
    } & Execution)
  // requests about a workflow
  | ({
      readonly do: 'RequestCancelWorkflowExecution';
      readonly firstExecutionRunId?: RunRef;
      readonly reason?: string;
      readonly requestId?: string;
    } & Execution)
  | ({
      readonly do: 'TerminateWorkflowExecution';
      readonly firstExecutionRunId?: RunRef;
      readonly reason?: string;
      readonly details?: readonly unknown[];
    } & Execution)
  | ({
      readonly do: 'SignalWorkflowExecution';
      readonly signalName: string;
      readonly input?: readonly unknown[];
      readonly requestId?: string;
      readonly times?: number;
    } & Execution)
  | ({
      readonly do: 'ResetWorkflowExecution';
      readonly as?: string;
      readonly reason: string;
      readonly workflowTaskFinishEventId: EventRef;
    } & Execution)
  | ({ readonly do: 'PauseWorkflowExecution'; readonly reason?: string } & Execution)
  | ({ readonly do: 'UnpauseWorkflowExecution'; readonly reason?: string } & Execution)
  /** Sent without waiting for the answer; `AwaitAnswer` waits for it. */
  | ({
      readonly do: 'UpdateWorkflowExecution';
      readonly as: string;
      readonly updateId: string;
      readonly name: string;
      readonly args?: readonly unknown[];
      readonly waitStage: 'ADMITTED' | 'ACCEPTED' | 'COMPLETED';
      readonly firstExecutionRunId?: RunRef;
    } & Execution)
  | { readonly do: 'AwaitAnswer'; readonly of: string; readonly upToMs?: number }
  | ({ readonly do: 'DescribeWorkflowExecution' } & Execution)
  /** The events written so far; buffered events and not yet written transient ones are not among them. */
  | ({ readonly do: 'GetWorkflowExecutionHistory' } & Execution)
  // the driver itself
  | { readonly do: 'Sleep'; readonly ms: number }
  | {
      readonly do: 'ExpectNoTask';
      readonly taskQueue: string;
      readonly kind: 'workflow' | 'activity';
      readonly sticky?: boolean;
      readonly forMs: number;
    };

export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;

// ----------------------------------------------------------------------------------------------------- recordings

/** What a step was answered: the relevant fields of the response, or the gRPC status. */
export type Answer = { readonly do: Step['do'] } & (
  { readonly ok: unknown } | { readonly error: { readonly code: string; readonly message: string } }
);

export interface RecordedExecution {
  readonly workflowId: string;
  readonly run: string;
  readonly status: string;
  readonly events: readonly NormalizedEvent[];
}

export interface Recording {
  readonly name: string;
  readonly about: string;
  readonly answers: readonly Answer[];
  readonly executions: readonly RecordedExecution[];
}
