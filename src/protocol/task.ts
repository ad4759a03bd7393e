/** Tasks: what a worker gets when it polls (`PollWorkflowTaskQueueResponse`, `PollActivityTaskQueueResponse`). */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { EventId, HistoryEvent } from './event.ts';
import type {
  ActivityType,
  Header,
  Payloads,
  Priority,
  RetryPolicy,
  WorkflowExecution,
  WorkflowType,
} from './payload.ts';
import type { WorkflowQuery } from './query.ts';
import type { UpdateMessage } from './update.ts';

/** Names one attempt of one task to the service; readable, but only the service takes it apart. */
export type TaskToken = string;

/** @see temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse */
export interface WorkflowTask {
  readonly taskToken: TaskToken;
  readonly workflowExecution: WorkflowExecution;
  readonly workflowType: WorkflowType;
  /** The WorkflowTaskStarted event that the previous completed task of this run began with; 0 if none. */
  readonly previousStartedEventId: EventId;
  /** 0 for a task that only carries a query. */
  readonly startedEventId: EventId;
  readonly attempt: number;
  /**
   * From a sticky queue the events after `previousStartedEventId`; else all, from the first. The Scheduled and Started
   * events of a transient or speculative task stand at the end although they are not written yet.
   */
  readonly history: readonly HistoryEvent[];
  /** Set on a task that only carries a query: answered by RespondQueryTaskCompleted. */
  readonly query?: WorkflowQuery | undefined;
  /** Queries to answer together with the task, by their ids. */
  readonly queries?: Readonly<Record<string, WorkflowQuery>> | undefined;
  readonly messages?: readonly UpdateMessage[] | undefined;
  readonly scheduledTime: EpochMs;
  readonly startedTime: EpochMs;
}

/** @see temporal.api.workflowservice.v1.PollActivityTaskQueueResponse */
export interface ActivityTask {
  readonly taskToken: TaskToken;
  readonly workflowNamespace: string;
  readonly workflowType: WorkflowType;
  readonly workflowExecution: WorkflowExecution;
  readonly activityType: ActivityType;
  readonly activityId: string;
  readonly header?: Header | undefined;
  readonly input?: Payloads | undefined;
  /** What the last recorded heartbeat of an earlier attempt said. */
  readonly heartbeatDetails?: Payloads | undefined;
  readonly scheduledTime: EpochMs;
  readonly currentAttemptScheduledTime: EpochMs;
  readonly startedTime: EpochMs;
  readonly attempt: number;
  readonly scheduleToCloseTimeout: DurationMs;
  readonly startToCloseTimeout: DurationMs;
  /** 0: none. */
  readonly heartbeatTimeout: DurationMs;
  readonly retryPolicy?: RetryPolicy | undefined;
  readonly priority?: Priority | undefined;
}
