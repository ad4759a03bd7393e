/** Commands: what a completed workflow task asks of the service (`temporal.api.command.v1.Command`), in plain-object form. */
import type { DurationMs } from '../common/time.ts';
import type {
  ContinueAsNewInitiator,
  EventId,
  ParentClosePolicy,
  WorkflowIdReusePolicy,
} from './event.ts';
import type { Failure } from './failure.ts';
import type {
  ActivityType,
  Header,
  Memo,
  Payloads,
  Priority,
  RetryPolicy,
  SearchAttributes,
  TaskQueue,
  UserMetadata,
  WorkflowExecution,
  WorkflowType,
} from './payload.ts';

/** The attributes of each type of command. */
export interface CommandAttributes {
  readonly ScheduleActivityTask: {
    readonly activityId: string;
    readonly activityType: ActivityType;
    readonly taskQueue?: TaskQueue | undefined;
    readonly header?: Header | undefined;
    readonly input?: Payloads | undefined;
    readonly scheduleToCloseTimeout?: DurationMs | undefined;
    readonly scheduleToStartTimeout?: DurationMs | undefined;
    readonly startToCloseTimeout?: DurationMs | undefined;
    readonly heartbeatTimeout?: DurationMs | undefined;
    readonly retryPolicy?: RetryPolicy | undefined;
    readonly requestEagerExecution?: boolean | undefined;
    readonly priority?: Priority | undefined;
  };
  readonly RequestCancelActivityTask: { readonly scheduledEventId: EventId };
  readonly StartTimer: {
    readonly timerId: string;
    readonly startToFireTimeout: DurationMs;
  };
  readonly CancelTimer: { readonly timerId: string };
  readonly CompleteWorkflowExecution: {
    readonly result?: Payloads | undefined;
  };
  readonly FailWorkflowExecution: { readonly failure?: Failure | undefined };
  readonly CancelWorkflowExecution: { readonly details?: Payloads | undefined };
  readonly ContinueAsNewWorkflowExecution: {
    readonly workflowType?: WorkflowType | undefined;
    readonly taskQueue?: TaskQueue | undefined;
    readonly input?: Payloads | undefined;
    readonly header?: Header | undefined;
    readonly workflowRunTimeout?: DurationMs | undefined;
    readonly workflowTaskTimeout?: DurationMs | undefined;
    readonly backoffStartInterval?: DurationMs | undefined;
    readonly retryPolicy?: RetryPolicy | undefined;
    readonly cronSchedule?: string | undefined;
    readonly initiator?: ContinueAsNewInitiator | undefined;
    readonly inheritBuildId?: boolean | undefined;
    readonly memo?: Memo | undefined;
    readonly searchAttributes?: SearchAttributes | undefined;
  };
  readonly StartChildWorkflowExecution: {
    readonly namespace?: string | undefined;
    readonly workflowId: string;
    readonly workflowType: WorkflowType;
    readonly taskQueue?: TaskQueue | undefined;
    readonly input?: Payloads | undefined;
    readonly header?: Header | undefined;
    readonly workflowExecutionTimeout?: DurationMs | undefined;
    readonly workflowRunTimeout?: DurationMs | undefined;
    readonly workflowTaskTimeout?: DurationMs | undefined;
    readonly parentClosePolicy?: ParentClosePolicy | undefined;
    readonly inheritBuildId?: boolean | undefined;
    readonly workflowIdReusePolicy?: WorkflowIdReusePolicy | undefined;
    readonly retryPolicy?: RetryPolicy | undefined;
    readonly cronSchedule?: string | undefined;
    readonly memo?: Memo | undefined;
    readonly searchAttributes?: SearchAttributes | undefined;
    readonly priority?: Priority | undefined;
  };
  readonly RequestCancelExternalWorkflowExecution: {
    readonly namespace?: string | undefined;
    readonly workflowId: string;
    readonly runId?: string | undefined;
    readonly childWorkflowOnly?: boolean | undefined;
    readonly reason?: string | undefined;
    readonly control?: string | undefined;
  };
  readonly SignalExternalWorkflowExecution: {
    readonly namespace?: string | undefined;
    readonly execution: WorkflowExecution;
    readonly signalName: string;
    readonly input?: Payloads | undefined;
    readonly header?: Header | undefined;
    readonly childWorkflowOnly?: boolean | undefined;
    readonly control?: string | undefined;
  };
  readonly RecordMarker: {
    readonly markerName: string;
    readonly details?: Readonly<Record<string, Payloads>> | undefined;
    readonly header?: Header | undefined;
    readonly failure?: Failure | undefined;
  };
  readonly UpsertWorkflowSearchAttributes: {
    readonly searchAttributes: SearchAttributes;
  };
  readonly ModifyWorkflowProperties: {
    readonly upsertedMemo?: Memo | undefined;
  };
  /** Gives the message of that id (of the same completion) its place in the order of the commands. */
  readonly ProtocolMessage: { readonly messageId: string };
}

/** The type of a command. */
export type CommandType = keyof CommandAttributes;

/** A command of one given type. */
export type CommandOf<Type extends CommandType> = Type extends CommandType
  ? {
      readonly type: Type;
      readonly attributes: CommandAttributes[Type];
      readonly userMetadata?: UserMetadata | undefined;
    }
  : never;

/** One command. */
export type Command = CommandOf<CommandType>;
