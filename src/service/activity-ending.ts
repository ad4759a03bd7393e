/** How the attempts of an activity end, and with the last of them the activity. */
import type { Transition } from '../common/machine.ts';
import type { EpochMs } from '../common/time.ts';
import type { EventId } from '../protocol/event.ts';
import type { Failure, TimeoutType } from '../protocol/failure.ts';
import { isRunning } from './activity.ts';
import type {
  Activity,
  ActivityFields,
  ActivityInput,
  ClosedActivity,
  PausedActivity,
  PauseRequestedActivity,
  PendingActivity,
  RunningActivity,
  ScheduledActivity,
} from './activity.ts';
import { decideRetry } from './activity-retry.ts';
import { BUFFERED_EVENT_ID } from './event-store.ts';
import type { EventBody } from './event-store.ts';
import { timeoutTypeName } from './retry.ts';

type InputOf<Type extends ActivityInput['type']> = Extract<ActivityInput, { type: Type }>;
type Result = Transition<Activity, EventBody>;

const NOT_ENOUGH_TIME =
  'Not enough time to schedule next retry before activity ScheduleToClose timeout, giving up retrying';

/** The failure of an attempt that took too long. */
const timeoutFailure = (timeoutType: TimeoutType, message: string): Failure => ({
  message,
  source: 'Server',
  timeoutFailureInfo: { timeoutType },
});

/** The activity as it is when nothing happens to it any more. */
export const closed = (
  activity: PendingActivity,
  status: ClosedActivity['status'],
): ClosedActivity => ({
  ...activity,
  status,
});

/** The start of the last attempt is written only now that the activity ends. */
export const startedEvent = (activity: RunningActivity): EventBody => ({
  type: 'ActivityTaskStarted',
  at: activity.startedTime,
  attributes: {
    scheduledEventId: activity.scheduledEventId,
    identity: activity.identity,
    requestId: activity.requestId,
    attempt: activity.attempt,
    lastFailure: activity.lastFailure,
  },
});

/** The id of the start in the event that closes the activity: a placeholder until it is written. */
export const startedEventIdOf = (activity: PendingActivity): EventId =>
  isRunning(activity) ? BUFFERED_EVENT_ID : 0;

/** The worker reports its result. */
export function complete(activity: RunningActivity, input: InputOf<'Complete'>): Result {
  const { result, identity } = input;
  return {
    state: closed(activity, 'Completed'),
    effects: [
      startedEvent(activity),
      {
        type: 'ActivityTaskCompleted',
        attributes: {
          scheduledEventId: activity.scheduledEventId,
          startedEventId: startedEventIdOf(activity),
          result,
          identity,
        },
      },
    ],
  };
}

/** Completion by id of what no worker runs: the service makes up a start. */
export function completeUnstarted(
  activity: ScheduledActivity | PausedActivity,
  input: InputOf<'Complete'>,
): Result {
  const { at, identity } = input;
  return complete(
    { ...activity, status: 'Started', startedTime: at, requestId: '', identity },
    input,
  );
}

/** What an activity that is held back after an attempt has still to hear of a reset, it hears when it goes on. */
const heldBack = (activity: PauseRequestedActivity, kept: Failure | undefined): PausedActivity => ({
  ...afterAttempt(activity, kept),
  status: 'Paused',
  pauseRequestId: activity.pauseRequestId,
  lastHeartbeatDetails: activity.lastHeartbeatDetails,
  lastHeartbeatTime: activity.lastHeartbeatTime,
  reset: activity.reset,
  resetHeartbeats: activity.resetHeartbeats,
});

/** What stays of an activity when its attempt is over and another follows. */
const afterAttempt = (activity: PendingActivity, kept: Failure | undefined): ActivityFields => ({
  scheduledEventId: activity.scheduledEventId,
  scheduled: activity.scheduled,
  retryPolicy: activity.retryPolicy,
  firstScheduledTime: activity.firstScheduledTime,
  scheduledTime: activity.scheduledTime,
  expirationTime: activity.expirationTime,
  lastHeartbeatDetails: activity.resetHeartbeats ? undefined : activity.lastHeartbeatDetails,
  lastHeartbeatTime: activity.resetHeartbeats ? undefined : activity.lastHeartbeatTime,
  lastWorkerIdentity: activity.lastWorkerIdentity,
  attempt: activity.attempt + 1,
  stamp: activity.stamp + 1,
  lastFailure: kept,
  reset: false,
  resetHeartbeats: false,
});

function retried(
  activity: PendingActivity,
  kept: Failure | undefined,
  dueAt: EpochMs,
): ScheduledActivity | PausedActivity {
  return activity.status === 'PauseRequested'
    ? heldBack(activity, kept)
    : { ...afterAttempt(activity, kept), status: 'Scheduled', scheduledTime: dueAt };
}

/** The worker reports a failure: there is another attempt, or none. */
export function fail(activity: RunningActivity, input: InputOf<'Fail'>): Result {
  const { at, failure, kept, identity, lastHeartbeatDetails } = input;
  const told: RunningActivity =
    lastHeartbeatDetails === undefined
      ? activity
      : { ...activity, lastHeartbeatDetails, lastHeartbeatTime: at };
  const decision = decideRetry(told, failure, at);
  if (decision.retryState === 'RETRY_STATE_IN_PROGRESS')
    return { state: retried(told, kept, at + decision.interval), effects: [] };
  const { retryState } = decision;
  return {
    state: closed(told, 'Failed'),
    effects: [
      startedEvent(told),
      {
        type: 'ActivityTaskFailed',
        attributes: {
          scheduledEventId: told.scheduledEventId,
          startedEventId: startedEventIdOf(told),
          failure,
          identity,
          retryState,
        },
      },
    ],
  };
}

/** Time is up: there is another attempt, or none. */
export function timeOut(activity: PendingActivity, input: InputOf<'TimeOut'>): Result {
  const { at, timeoutType } = input;
  const attemptFailure = timeoutFailure(
    timeoutType,
    `activity ${timeoutTypeName(timeoutType)} timeout`,
  );
  const decision = decideRetry(activity, attemptFailure, at);
  if (decision.retryState === 'RETRY_STATE_IN_PROGRESS')
    return { state: retried(activity, attemptFailure, at + decision.interval), effects: [] };
  const { retryState } = decision;
  // Out of time for another attempt: reported as schedule-to-close, whichever timeout it was.
  const rewritten =
    retryState === 'RETRY_STATE_TIMEOUT' && timeoutType !== 'TIMEOUT_TYPE_SCHEDULE_TO_START';
  const last = rewritten
    ? timeoutFailure('TIMEOUT_TYPE_SCHEDULE_TO_CLOSE', NOT_ENOUGH_TIME)
    : attemptFailure;
  const failure: Failure = {
    ...last,
    timeoutFailureInfo: {
      timeoutType: rewritten ? 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE' : timeoutType,
      lastHeartbeatDetails: activity.lastHeartbeatDetails,
    },
    cause: activity.lastFailure,
  };
  const close: EventBody = {
    type: 'ActivityTaskTimedOut',
    attributes: {
      scheduledEventId: activity.scheduledEventId,
      startedEventId: startedEventIdOf(activity),
      failure,
      retryState,
    },
  };
  return {
    state: closed(activity, 'TimedOut'),
    effects: isRunning(activity) ? [startedEvent(activity), close] : [close],
  };
}
