/** Occurrences: what passes between the parts of a world within a step, told to observers in the order in which it happens. All data. */
import type { Activation, ActivationCompletion, EvictionReason } from '../protocol/activation.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { ActivityAttempt, ActivityCancelReason, AttemptReport } from '../protocol/attempt.ts';
import type { Reply, ServiceRequest } from '../protocol/request.ts';
import type { TaskToken } from '../protocol/task.ts';
import type { AttemptNotice } from '../host/activity-watch.ts';
import type { WorkflowNotice } from '../host/workflow-watch.ts';
import type { CallId } from '../service/effect.ts';

/** An execution with what is written of it so far; the list of its events grows. */
export interface RecordedExecution {
  readonly workflowId: string;
  readonly runId: string;
  readonly events: readonly HistoryEvent[];
}

/** One thing that passed from one part of a world to another. */
export type Occurrence =
  /** A request reached the service, which has not dealt with it yet. */
  | {
      readonly type: 'RequestArrived';
      readonly callId: CallId;
      readonly request: ServiceRequest;
    }
  /** The service has written events of this run; told before its answers go out. */
  | { readonly type: 'EventsWritten'; readonly execution: RecordedExecution }
  /** The service answers a call; its caller may be gone. */
  | { readonly type: 'Answered'; readonly callId: CallId; readonly reply: Reply }
  /** A caller does not wait for its answer any more. */
  | { readonly type: 'CallWithdrawn'; readonly callId: CallId }
  /** Workflow code is set going. */
  | {
      readonly type: 'ActivationStarted';
      readonly worker: string;
      readonly activation: Activation;
    }
  | {
      readonly type: 'ActivationEnded';
      readonly worker: string;
      readonly runId: string;
      readonly completion: ActivationCompletion;
    }
  /** A run leaves the cache of a worker; none of its code runs there until it is made anew. */
  | {
      readonly type: 'RunEvicted';
      readonly worker: string;
      readonly runId: string;
      readonly reason: EvictionReason;
      readonly message: string;
    }
  /** Activity code is set going. */
  | {
      readonly type: 'AttemptStarted';
      readonly worker: string;
      readonly attempt: ActivityAttempt;
    }
  /** Activity code is told to stop. */
  | {
      readonly type: 'AttemptCancelled';
      readonly worker: string;
      readonly taskToken: TaskToken;
      readonly reason: ActivityCancelReason;
    }
  /** Activity code has heartbeated or ended. */
  | {
      readonly type: 'AttemptReported';
      readonly worker: string;
      readonly report: AttemptReport;
    }
  /** Workflow code does something; told only where an observer `hearsCalls`. */
  | WorkflowNotice
  /** The same of activity code. */
  | AttemptNotice
  | { readonly type: 'WorkerShutDown'; readonly worker: string }
  | { readonly type: 'WorkerCrashed'; readonly worker: string };

/** An occurrence of one given type. */
export type OccurrenceOf<Type extends Occurrence['type']> = Extract<
  Occurrence,
  { readonly type: Type }
>;
