/** How activities change: every status with the inputs it takes. */
import type { Machine, Transition } from '../common/machine.ts';
import type {
  Activity,
  ActivityInput,
  CancelRequestedActivity,
  PausedActivity,
  PauseRequestedActivity,
  PendingActivity,
  RunningActivity,
  ScheduledActivity,
  StartedActivity,
} from './activity.ts';
import {
  closed,
  complete,
  completeUnstarted,
  fail,
  startedEvent,
  startedEventIdOf,
  timeOut,
} from './activity-ending.ts';
import { resetPaused, resetRunning, rescheduled, unpause, unpaused } from './activity-reset.ts';
import type { EventBody } from './event-store.ts';

type InputOf<Type extends ActivityInput['type']> = Extract<ActivityInput, { type: Type }>;
type Result = Transition<Activity, EventBody>;

/** A change that writes nothing. */
const stay = (state: Activity): Result => ({ state, effects: [] });

function start(activity: ScheduledActivity, input: InputOf<'Start'>): Result {
  const { at, requestId, identity } = input;
  const { cancelRequestedEventId } = activity;
  // Field by field, here and below: to add fields to a copy costs V8 a microsecond each.
  const running: StartedActivity = {
    status: 'Started',
    scheduledEventId: activity.scheduledEventId,
    scheduled: activity.scheduled,
    retryPolicy: activity.retryPolicy,
    attempt: activity.attempt,
    firstScheduledTime: activity.firstScheduledTime,
    scheduledTime: activity.scheduledTime,
    expirationTime: activity.expirationTime,
    lastHeartbeatDetails: activity.lastHeartbeatDetails,
    lastHeartbeatTime: activity.lastHeartbeatTime,
    lastFailure: activity.lastFailure,
    lastWorkerIdentity: identity,
    stamp: activity.stamp,
    reset: activity.reset,
    resetHeartbeats: activity.resetHeartbeats,
    startedTime: at,
    requestId,
    identity,
  };
  if (cancelRequestedEventId === undefined) return stay(running);
  return stay({
    ...running,
    status: 'CancelRequested',
    cancelRequestedEventId,
    paused: false,
    pauseRequestId: undefined,
  });
}

/** A heartbeat without details erases the details of earlier ones. */
function heartbeat<From extends RunningActivity>(
  activity: From,
  input: InputOf<'Heartbeat'>,
): Result {
  return {
    state: {
      ...activity,
      lastHeartbeatDetails: input.details,
      lastHeartbeatTime: input.at,
      lastWorkerIdentity: input.identity ?? activity.lastWorkerIdentity,
    },
    effects: [],
  };
}

const cancelRequestedEvent = (
  activity: PendingActivity,
  input: InputOf<'RequestCancel'>,
): EventBody => ({
  type: 'ActivityTaskCancelRequested',
  attributes: {
    scheduledEventId: activity.scheduledEventId,
    workflowTaskCompletedEventId: input.workflowTaskCompletedEventId,
  },
});

/** Nobody runs it, so nobody has to be told: the service closes it at once. */
function cancelUnstarted(
  activity: ScheduledActivity | PausedActivity,
  input: InputOf<'RequestCancel'>,
): Result {
  const canceled: EventBody = {
    type: 'ActivityTaskCanceled',
    attributes: {
      scheduledEventId: activity.scheduledEventId,
      startedEventId: startedEventIdOf(activity),
      details: input.notStartedDetails,
      latestCancelRequestedEventId: input.nextEventId,
      identity: input.identity,
    },
  };
  return {
    state: closed(activity, 'Canceled'),
    effects: [cancelRequestedEvent(activity, input), canceled],
  };
}

function requestCancel(
  activity: StartedActivity | PauseRequestedActivity,
  input: InputOf<'RequestCancel'>,
): Result {
  const state: CancelRequestedActivity = {
    status: 'CancelRequested',
    scheduledEventId: activity.scheduledEventId,
    scheduled: activity.scheduled,
    retryPolicy: activity.retryPolicy,
    attempt: activity.attempt,
    firstScheduledTime: activity.firstScheduledTime,
    scheduledTime: activity.scheduledTime,
    expirationTime: activity.expirationTime,
    lastHeartbeatDetails: activity.lastHeartbeatDetails,
    lastHeartbeatTime: activity.lastHeartbeatTime,
    lastFailure: activity.lastFailure,
    lastWorkerIdentity: activity.lastWorkerIdentity,
    stamp: activity.stamp,
    reset: activity.reset,
    resetHeartbeats: activity.resetHeartbeats,
    startedTime: activity.startedTime,
    requestId: activity.requestId,
    identity: activity.identity,
    cancelRequestedEventId: input.nextEventId,
    paused: activity.status === 'PauseRequested',
    pauseRequestId: activity.status === 'PauseRequested' ? activity.pauseRequestId : undefined,
  };
  return { state, effects: [cancelRequestedEvent(activity, input)] };
}

function cancel(activity: CancelRequestedActivity, input: InputOf<'Cancel'>): Result {
  const { details, identity } = input;
  const latestCancelRequestedEventId = activity.cancelRequestedEventId;
  const close: EventBody = {
    type: 'ActivityTaskCanceled',
    attributes: {
      scheduledEventId: activity.scheduledEventId,
      startedEventId: startedEventIdOf(activity),
      details,
      latestCancelRequestedEventId,
      identity,
    },
  };
  return { state: closed(activity, 'Canceled'), effects: [startedEvent(activity), close] };
}

type Edges = Machine<Activity, ActivityInput, EventBody>['edges'];

const SCHEDULED: Edges['Scheduled'] = {
  Start: { to: ['Started', 'CancelRequested'], apply: start },
  Complete: { to: ['Completed'], apply: completeUnstarted },
  TimeOut: { to: ['TimedOut'], apply: timeOut },
  RequestCancel: { to: ['Canceled'], apply: cancelUnstarted },
  Pause: {
    to: ['Paused'],
    apply: (activity, { requestId: pauseRequestId }) =>
      stay({ ...activity, status: 'Paused', stamp: activity.stamp + 1, pauseRequestId }),
  },
  Unpause: 'ignored',
  Reset: {
    to: ['Scheduled'],
    apply: (activity, { at, resetHeartbeat }) => stay(rescheduled(activity, at, 1, resetHeartbeat)),
  },
};

const PAUSED: Edges['Paused'] = {
  Complete: { to: ['Completed'], apply: completeUnstarted },
  RequestCancel: { to: ['Canceled'], apply: cancelUnstarted },
  Unpause: { to: ['Scheduled'], apply: unpause },
  Reset: { to: ['Scheduled', 'Paused'], apply: resetPaused },
};

const STARTED: Edges['Started'] = {
  Heartbeat: { to: ['Started'], apply: heartbeat },
  Complete: { to: ['Completed'], apply: complete },
  Fail: { to: ['Scheduled', 'Failed'], apply: fail },
  TimeOut: { to: ['Scheduled', 'TimedOut'], apply: timeOut },
  RequestCancel: { to: ['CancelRequested'], apply: requestCancel },
  Pause: {
    to: ['PauseRequested'],
    apply: (activity, { requestId: pauseRequestId }) =>
      stay({ ...activity, status: 'PauseRequested', pauseRequestId }),
  },
  Unpause: 'ignored',
  Reset: {
    to: ['Started'],
    apply: (activity, input) => stay({ ...activity, ...resetRunning(activity, input) }),
  },
};

const PAUSE_REQUESTED: Edges['PauseRequested'] = {
  Heartbeat: { to: ['PauseRequested'], apply: heartbeat },
  Complete: { to: ['Completed'], apply: complete },
  Fail: { to: ['Paused', 'Failed'], apply: fail },
  RequestCancel: { to: ['CancelRequested'], apply: requestCancel },
  Unpause: {
    to: ['Started'],
    apply: (activity, input) =>
      stay({ ...activity, ...unpaused(activity, input), status: 'Started' }),
  },
  Reset: {
    to: ['Started', 'PauseRequested'],
    apply: (activity, input) =>
      stay({
        ...activity,
        ...resetRunning(activity, input),
        status: input.keepPaused ? 'PauseRequested' : 'Started',
      }),
  },
};

const CANCEL_REQUESTED: Edges['CancelRequested'] = {
  Heartbeat: { to: ['CancelRequested'], apply: heartbeat },
  Complete: { to: ['Completed'], apply: complete },
  Fail: { to: ['Failed'], apply: fail },
  TimeOut: { to: ['TimedOut'], apply: timeOut },
  Cancel: { to: ['Canceled'], apply: cancel },
  Pause: {
    to: ['CancelRequested'],
    apply: (activity, { requestId: pauseRequestId }) =>
      stay({ ...activity, paused: true, pauseRequestId }),
  },
  Unpause: {
    to: ['CancelRequested'],
    apply: (activity, input) => stay({ ...activity, ...unpaused(activity, input), paused: false }),
  },
  Reset: {
    to: ['CancelRequested'],
    apply: (activity, input) =>
      stay({
        ...activity,
        ...resetRunning(activity, input),
        paused: activity.paused && input.keepPaused,
      }),
  },
};

/** The life of activities. @see temporal service/history/workflow/activity.go */
export const activityMachine: Machine<Activity, ActivityInput, EventBody> = {
  name: 'Activity',
  edges: {
    Scheduled: SCHEDULED,
    Paused: PAUSED,
    Started: STARTED,
    PauseRequested: PAUSE_REQUESTED,
    CancelRequested: CANCEL_REQUESTED,
    Completed: {},
    Failed: {},
    TimedOut: {},
    Canceled: {},
  },
};
