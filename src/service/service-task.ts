/** The internal tasks of the service: what a run asks to be done after its transaction is committed, and when a timer is due. */
import type { EpochMs } from '../common/time.ts';
import type { EventId } from '../protocol/event.ts';
import type { Reply } from '../protocol/request.ts';
import type { CallId } from './effect.ts';
import type { QueuedActivityTask, QueuedForWorkflow } from './matching.ts';

/** The task of a timer. @see temporal service/history/timer_queue_active_task_executor.go */
export type TimerTask =
  | { readonly type: 'UserTimer' }
  | { readonly type: 'WorkflowBackoff' }
  | {
      readonly type: 'ActivityRetry';
      readonly scheduledEventId: EventId;
      readonly stamp: number;
    }
  | { readonly type: 'ActivityTimeout' }
  /** A signal to a workflow that was about to close is tried again. */
  | { readonly type: 'SignalExternal'; readonly initiatedEventId: EventId }
  | { readonly type: 'WorkflowTaskTimeout' }
  /** The execution timeout is part of it: no run may last longer than its chain. */
  | { readonly type: 'WorkflowRunTimeout' }
  | {
      readonly type: 'StickyQueryTimeout';
      readonly queryId: string;
      readonly stickyQueue: string;
    };

/** The task of a transfer. @see temporal service/history/transfer_queue_active_task_executor.go */
export type TransferTask =
  | {
      readonly type: 'DispatchWorkflowTask';
      readonly taskQueue: string;
      readonly queued: QueuedForWorkflow;
    }
  | {
      readonly type: 'DispatchActivityTask';
      readonly taskQueue: string;
      readonly queued: QueuedActivityTask;
    }
  | { readonly type: 'StartChild'; readonly initiatedEventId: EventId }
  | { readonly type: 'ScheduleFirstWorkflowTask' }
  | { readonly type: 'RequestCancelExternal'; readonly initiatedEventId: EventId }
  | { readonly type: 'SignalExternal'; readonly initiatedEventId: EventId }
  | { readonly type: 'CloseExecution' }
  | { readonly type: 'ApplyParentClosePolicy'; readonly initiatedEventId: EventId };

/** What follows from a transaction once it is committed. */
export type Consequence =
  | { readonly type: 'AddWorkflowTask' }
  | {
      readonly type: 'AddActivityTask';
      readonly scheduledEventId: EventId;
      readonly stamp: number;
    }
  | {
      readonly type: 'SetRetryTimer';
      readonly scheduledEventId: EventId;
      readonly stamp: number;
      readonly at: EpochMs | undefined;
    }
  | { readonly type: 'AddTransfer'; readonly task: TransferTask }
  | { readonly type: 'AnswerUpdate'; readonly updateId: string }
  | { readonly type: 'Reply'; readonly callId: CallId; readonly reply: Reply };
