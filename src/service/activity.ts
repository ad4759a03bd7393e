/** An activity of a workflow: scheduled, tried until it ends, and cancelled only as far as it lets itself be. */
import type { EpochMs } from '../common/time.ts';
import type { EventAttributes, EventId } from '../protocol/event.ts';
import type { Failure, TimeoutType } from '../protocol/failure.ts';
import type { Payloads } from '../protocol/payload.ts';
import type { FullRetryPolicy } from './retry.ts';

/** What an activity carries in every status. */
export interface ActivityFields {
  readonly scheduledEventId: EventId;
  readonly scheduled: EventAttributes['ActivityTaskScheduled'];
  readonly retryPolicy: FullRetryPolicy;
  readonly attempt: number;
  readonly firstScheduledTime: EpochMs;
  /** When the current attempt is due. */
  readonly scheduledTime: EpochMs;
  /** When schedule-to-close ends, if it does. */
  readonly expirationTime: EpochMs | undefined;
  readonly lastHeartbeatDetails: Payloads | undefined;
  readonly lastHeartbeatTime: EpochMs | undefined;
  /** Of the attempt before. */
  readonly lastFailure: Failure | undefined;
  readonly lastWorkerIdentity: string | undefined;
  /** Tells tasks in a queue and retry timers of this scheduling from those of earlier ones. */
  readonly stamp: number;
  /** The attempt that runs is told that it was reset. */
  readonly reset: boolean;
  /** The next attempt shall not get the heartbeat details. */
  readonly resetHeartbeats: boolean;
}

/** Who holds the activity back. */
interface Paused {
  readonly pauseRequestId: string | undefined;
}

/** The attempt that runs. */
interface Running {
  readonly startedTime: EpochMs;
  readonly requestId: string;
  readonly identity: string | undefined;
}

/** Waits for a worker, or for its retry. */
export interface ScheduledActivity extends ActivityFields {
  readonly status: 'Scheduled';
  /** Only after a reset: it was asked to stop in the part of the history that was kept. */
  readonly cancelRequestedEventId?: EventId | undefined;
}
/** Does not go on until it is unpaused. */
export interface PausedActivity extends ActivityFields, Paused {
  readonly status: 'Paused';
}
/** An attempt runs. */
export interface StartedActivity extends ActivityFields, Running {
  readonly status: 'Started';
}
/** An attempt runs, and shall be the last for now. */
export interface PauseRequestedActivity extends ActivityFields, Running, Paused {
  readonly status: 'PauseRequested';
}
/** An attempt runs, and is asked to stop. */
export interface CancelRequestedActivity extends ActivityFields, Running {
  readonly status: 'CancelRequested';
  readonly cancelRequestedEventId: EventId;
  readonly paused: boolean;
  readonly pauseRequestId: string | undefined;
}
/** Nothing happens to it any more. */
export interface ClosedActivity extends ActivityFields {
  readonly status: 'Completed' | 'Failed' | 'TimedOut' | 'Canceled';
}

/** An activity in which an attempt runs. */
export type RunningActivity = StartedActivity | PauseRequestedActivity | CancelRequestedActivity;
/** An activity that has not ended. */
export type PendingActivity = ScheduledActivity | PausedActivity | RunningActivity;
/** The state of an activity. */
export type Activity = PendingActivity | ClosedActivity;

/** What happens to an activity. */
export type ActivityInput =
  | {
      readonly type: 'Start';
      readonly at: EpochMs;
      readonly requestId: string;
      readonly identity: string | undefined;
    }
  | {
      readonly type: 'Heartbeat';
      readonly at: EpochMs;
      readonly details: Payloads | undefined;
      readonly identity: string | undefined;
    }
  | {
      readonly type: 'Complete';
      readonly at: EpochMs;
      readonly result: Payloads | undefined;
      readonly identity: string | undefined;
    }
  | {
      readonly type: 'Fail';
      readonly at: EpochMs;
      readonly failure: Failure | undefined;
      /** The failure as it is kept for the next attempt. */
      readonly kept: Failure | undefined;
      readonly lastHeartbeatDetails: Payloads | undefined;
      readonly identity: string | undefined;
    }
  | { readonly type: 'TimeOut'; readonly at: EpochMs; readonly timeoutType: TimeoutType }
  | {
      readonly type: 'RequestCancel';
      readonly workflowTaskCompletedEventId: EventId;
      readonly nextEventId: EventId;
      readonly identity: string | undefined;
      readonly notStartedDetails: Payloads;
    }
  /** The worker reports that the attempt has stopped because it was asked to. */
  | {
      readonly type: 'Cancel';
      readonly details: Payloads | undefined;
      readonly identity: string | undefined;
    }
  | { readonly type: 'Pause'; readonly requestId: string | undefined }
  | {
      readonly type: 'Unpause';
      readonly at: EpochMs;
      readonly resetAttempts: boolean;
      readonly resetHeartbeat: boolean;
    }
  | {
      readonly type: 'Reset';
      readonly at: EpochMs;
      readonly resetHeartbeat: boolean;
      readonly keepPaused: boolean;
    };

/** Whether an attempt of the activity runs. */
export const isRunning = (activity: Activity): activity is RunningActivity =>
  activity.status === 'Started' ||
  activity.status === 'PauseRequested' ||
  activity.status === 'CancelRequested';

/** Whether the activity has not ended. */
export const isPending = (activity: Activity): activity is PendingActivity =>
  activity.status === 'Scheduled' || activity.status === 'Paused' || isRunning(activity);

/** Whether the activity was asked to stop. */
export const isAskedToStop = (activity: PendingActivity): boolean =>
  activity.status === 'CancelRequested' ||
  (activity.status === 'Scheduled' && activity.cancelRequestedEventId !== undefined);

/** Whether somebody holds the activity back. */
export const isPaused = (
  activity: PendingActivity,
): activity is
  PausedActivity | PauseRequestedActivity | (CancelRequestedActivity & { readonly paused: true }) =>
  activity.status === 'Paused' ||
  activity.status === 'PauseRequested' ||
  (activity.status === 'CancelRequested' && activity.paused);
