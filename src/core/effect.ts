/** What Core asks of the world: requests to send, activations and attempts to run, timers to set. All data. */
import type { EpochMs } from '../common/time.ts';
import type { Activation, EvictionReason } from '../protocol/activation.ts';
import type {
  ActivityAttempt,
  ActivityCancelReason,
  ActivityCancellationDetails,
} from '../protocol/attempt.ts';
import type { ServiceRequest } from '../protocol/request.ts';
import type { TaskToken } from '../protocol/task.ts';

/** Names one request of a worker; answers come back under it. Counted from 1 by the worker itself. */
export type RequestId = number;

/** A timer inside a worker: a heartbeat that is held back, a local activity's timeout or backoff, a deadline. */
export interface CoreTimer {
  /** What is due, in words: `'heartbeat throttle'`, `'local activity timeout'`, `'workflow task heartbeat'`, ... */
  readonly name: string;
  readonly task: unknown;
}

/** One thing that a worker asks of the world. They are carried out in order. */
export type CoreEffect =
  /** A request to the service; its answer is given to `CoreWorker.answered`. Polls are requests too. */
  | {
      readonly type: 'Request';
      readonly requestId: RequestId;
      readonly request: ServiceRequest;
    }
  /** The poll or other call is of no interest any more. */
  | { readonly type: 'WithdrawRequest'; readonly requestId: RequestId }
  /** Workflow code must run; its answer is given to `CoreWorker.activated`. At most one is open per run. */
  | { readonly type: 'Activate'; readonly activation: Activation }
  /** The run's instance is disposed of, without running any of its code. */
  | {
      readonly type: 'Evict';
      readonly runId: string;
      readonly reason: EvictionReason;
      readonly message: string;
    }
  | { readonly type: 'StartAttempt'; readonly attempt: ActivityAttempt }
  | {
      readonly type: 'CancelAttempt';
      readonly taskToken: TaskToken;
      readonly reason: ActivityCancelReason;
      readonly details: ActivityCancellationDetails;
    }
  /** Sets the timer of a slot anew, replacing the one that was set; `at` undefined takes it away. */
  | {
      readonly type: 'SetTimer';
      readonly slot: string;
      readonly at: EpochMs | undefined;
      readonly timer: CoreTimer;
    }
  /** A defect of the real SDK showed itself; `name` is its entry in `core/finding.ts`. */
  | {
      readonly type: 'Finding';
      readonly name: string;
      readonly runId: string;
      readonly message: string;
    };
