/** The ports of the places where user code runs: how the loop drives workflow code and activity code. */
import type { EpochMs } from '../common/time.ts';
import type { Activation, ActivationCompletion } from '../protocol/activation.ts';
import type {
  ActivityAttempt,
  ActivityCancelReason,
  ActivityCancellationDetails,
  ActivityOutcome,
} from '../protocol/attempt.ts';
import type { Payloads } from '../protocol/payload.ts';
import type { TaskToken } from '../protocol/task.ts';

/**
 * User code that has been set going in a step and goes on in the microtasks that follow. The loop drains them, then calls
 * `proceed`, until it says `'done'`; a promise says that something outside lastcall is awaited in real time (a codec).
 */
export interface RunningCode {
  proceed(): 'again' | 'done' | Promise<unknown>;
}

/** One activation under way. */
export interface RunningActivation extends RunningCode {
  /** How it ended; to be asked once, after `proceed` said `'done'`. */
  completion(): ActivationCompletion;
}

/** Where workflow code runs. One activation at a time, over all worlds of the process: see `host/realm.ts`. */
export interface WorkflowHost {
  /** Sets an activation going; an instance is made for a run when its first job is `initializeWorkflow`. */
  activate(activation: Activation): RunningActivation;
  /** Disposes of a run's instance; none of its code runs. */
  evict(runId: string): void;
  /** Disposes of everything. */
  close(): void;
}

/** What activity code did since it was last asked. */
export type ActivityReport =
  | {
      readonly type: 'heartbeat';
      readonly taskToken: TaskToken;
      readonly details: Payloads | undefined;
    }
  /** Details that could not be encoded: the attempt must be cancelled for that reason. */
  | {
      readonly type: 'heartbeatFailed';
      readonly taskToken: TaskToken;
      readonly message: string;
    }
  | {
      readonly type: 'ended';
      readonly taskToken: TaskToken;
      readonly outcome: ActivityOutcome;
    };

/** Where activity code runs, on a virtual clock of its own world. */
export interface ActivityHost {
  /** Sets an attempt going; its code runs in the microtasks that follow. */
  start(attempt: ActivityAttempt): void;
  /** Tells an attempt to stop: `Context.cancelled` rejects, its signal aborts. Only the first one counts. */
  cancel(
    taskToken: TaskToken,
    reason: ActivityCancelReason,
    details: ActivityCancellationDetails,
  ): void;
  /** The attempt's process died: from now on its code gets no timer and is not heard. */
  kill(taskToken: TaskToken): void;
  /** Heartbeats and ends since the last call, in the order in which they happened. @throws ActivityBudgetError for code in an endless loop */
  takeReports(): readonly ActivityReport[];
  /** When the earliest timer that activity code waits for is due. */
  nextWakeUpAt(): EpochMs | undefined;
  /** Moves the clock of activity code to `now` and fires the earliest timer, if it is due. */
  wakeUp(now: EpochMs): void;
  /** Moves the clock of activity code to `now` without firing anything. */
  setNow(now: EpochMs): void;
  /** Whether any attempt has neither ended nor been killed. */
  readonly running: number;
  close(): void;
}
