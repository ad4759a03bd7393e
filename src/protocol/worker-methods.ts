/** The methods of the service that workers call, and what they carry. */
import type { DurationMs } from '../common/time.ts';
import type { Command } from './command.ts';
import type {
  EventId,
  WorkerVersion,
  WorkflowTaskCompletedMetadata,
  WorkflowTaskFailedCause,
} from './event.ts';
import type { Failure } from './failure.ts';
import type { Payloads, TaskQueue } from './payload.ts';
import type { WorkflowQueryResult } from './query.ts';
import type { ActivityTask, WorkflowTask } from './task.ts';
import type { UpdateMessage } from './update.ts';

import type { ByTaskToken, HeartbeatAnswer } from './request-fields.ts';

/** The request and the response of every method that a worker calls. */
export interface WorkerMethods {
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
      readonly workerVersionStamp?: WorkerVersion | undefined;
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
}
