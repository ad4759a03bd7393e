/** What the service asks of the world after each request: answers to give, timers to set, internal tasks to run. All data. */
import type { EpochMs } from '../common/time.ts';
import type { Reply } from '../protocol/request.ts';

/** Names one call to the service for as long as it is unanswered; the caller chooses it. */
export type CallId = number;

/** A timer task of one run (or of a queue): handed back to `Service.runTimer` when it is due. */
export interface ServiceTimer {
  /** What is due, in words: `'user timer'`, `'activity timeout'`, `'workflow run timeout'`, ... */
  readonly name: string;
  readonly workflowId: string;
  readonly runId: string;
  /** Orders timers that are due at the same instant: lower first. User timers before backoffs before timeouts. */
  readonly rank: number;
  readonly task: unknown;
}

/** An internal task that follows from a commit: handed back to `Service.runTransfer` as a step of its own. */
export interface ServiceTransfer {
  /** What is to be done, in words: `'dispatch workflow task'`, `'start child'`, `'apply parent close policy'`, ... */
  readonly name: string;
  readonly workflowId: string;
  readonly runId: string;
  /** Of a task of an activity: which one, so that the step can be named after it. */
  readonly activity?: { readonly activityId: string; readonly activityType: string } | undefined;
  readonly task: unknown;
}

/** One thing the service asks of the world. They are carried out in order. */
export type ServiceEffect =
  | { readonly type: 'Reply'; readonly callId: CallId; readonly reply: Reply }
  /** Sets the timer of a slot anew, replacing the one that was set; `at` undefined takes it away. */
  | {
      readonly type: 'SetTimer';
      readonly slot: string;
      readonly at: EpochMs | undefined;
      readonly timer: ServiceTimer;
    }
  | { readonly type: 'AddTransfer'; readonly transfer: ServiceTransfer };
