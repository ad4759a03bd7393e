/** The activity machine is taken through every edge of its table. */
import type { ActivityFields, ActivityInput } from '../../src/service/activity.ts';
import { activityMachine } from '../../src/service/activity-machine.ts';
import { withRetryDefaults } from '../../src/service/retry.ts';
import { takesEveryEdge } from './edge-rows.ts';

const fields: ActivityFields = {
  scheduledEventId: 5,
  scheduled: {
    activityId: 'a',
    activityType: { name: 'work' },
    taskQueue: { name: 'a' },
    scheduleToCloseTimeout: 0,
    scheduleToStartTimeout: 0,
    startToCloseTimeout: 1000,
    heartbeatTimeout: 0,
    retryPolicy: {},
    workflowTaskCompletedEventId: 4,
  },
  retryPolicy: withRetryDefaults({ maximumAttempts: 2 }),
  attempt: 1,
  firstScheduledTime: 0,
  scheduledTime: 0,
  expirationTime: undefined,
  lastHeartbeatDetails: undefined,
  lastHeartbeatTime: undefined,
  lastFailure: undefined,
  lastWorkerIdentity: undefined,
  stamp: 0,
  reset: false,
  resetHeartbeats: false,
};
const run = { startedTime: 1, requestId: 'r', identity: 'w' } as const;
const scheduled = { ...fields, status: 'Scheduled' } as const;
const askedToStop = { ...scheduled, cancelRequestedEventId: 9 } as const;
const paused = { ...fields, status: 'Paused', pauseRequestId: 'p' } as const;
const started = { ...fields, ...run, status: 'Started' } as const;
const lastAttempt = { ...started, attempt: 2 } as const;
const pauseRequested = {
  ...fields,
  ...run,
  status: 'PauseRequested',
  pauseRequestId: 'p',
} as const;
const cancelRequested = {
  ...fields,
  ...run,
  status: 'CancelRequested',
  cancelRequestedEventId: 9,
  paused: false,
  pauseRequestId: undefined,
} as const;
const at = 10;
const identity = 'w';
const start: ActivityInput = { type: 'Start', at, requestId: 'r', identity };
const heartbeat: ActivityInput = { type: 'Heartbeat', at, details: undefined, identity };
const complete: ActivityInput = { type: 'Complete', at, result: undefined, identity };
const failure = { message: 'boom', applicationFailureInfo: { type: 'Boom' } };
const fatal = { message: 'fatal', applicationFailureInfo: { nonRetryable: true } };
const kept = failure;
const lastHeartbeatDetails = undefined;
const fail: ActivityInput = { type: 'Fail', at, failure, kept, lastHeartbeatDetails, identity };
const failForGood: ActivityInput = { ...fail, failure: fatal };
const timeOut: ActivityInput = {
  type: 'TimeOut',
  at,
  timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE',
};
const timeOutUnstarted: ActivityInput = {
  type: 'TimeOut',
  at,
  timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_START',
};
const requestCancel: ActivityInput = {
  type: 'RequestCancel',
  workflowTaskCompletedEventId: 8,
  nextEventId: 9,
  identity,
  notStartedDetails: { payloads: [] },
};
const cancel: ActivityInput = { type: 'Cancel', details: undefined, identity };
const pause: ActivityInput = { type: 'Pause', requestId: 'p' };
const unpause: ActivityInput = {
  type: 'Unpause',
  at,
  resetAttempts: false,
  resetHeartbeat: false,
};
const reset: ActivityInput = { type: 'Reset', at, resetHeartbeat: true, keepPaused: false };
const resetPaused: ActivityInput = { ...reset, keepPaused: true };
const CANCELED_AT_ONCE = 'Canceled ActivityTaskCancelRequested ActivityTaskCanceled';

takesEveryEdge(activityMachine, [
  [scheduled, start, 'Started'],
  [askedToStop, start, 'CancelRequested'],
  [scheduled, complete, 'Completed ActivityTaskStarted ActivityTaskCompleted'],
  [scheduled, timeOutUnstarted, 'TimedOut ActivityTaskTimedOut'],
  [scheduled, requestCancel, CANCELED_AT_ONCE],
  [scheduled, pause, 'Paused'],
  [scheduled, unpause, 'Scheduled'],
  [scheduled, reset, 'Scheduled'],
  [paused, complete, 'Completed ActivityTaskStarted ActivityTaskCompleted'],
  [paused, requestCancel, CANCELED_AT_ONCE],
  [paused, unpause, 'Scheduled'],
  [paused, reset, 'Scheduled'],
  [paused, resetPaused, 'Paused'],
  [started, heartbeat, 'Started'],
  [started, complete, 'Completed ActivityTaskStarted ActivityTaskCompleted'],
  [started, fail, 'Scheduled'],
  [lastAttempt, fail, 'Failed ActivityTaskStarted ActivityTaskFailed'],
  [started, timeOut, 'Scheduled'],
  [lastAttempt, timeOut, 'TimedOut ActivityTaskStarted ActivityTaskTimedOut'],
  [started, requestCancel, 'CancelRequested ActivityTaskCancelRequested'],
  [started, pause, 'PauseRequested'],
  [started, unpause, 'Started'],
  [started, reset, 'Started'],
  [pauseRequested, heartbeat, 'PauseRequested'],
  [pauseRequested, complete, 'Completed ActivityTaskStarted ActivityTaskCompleted'],
  [pauseRequested, fail, 'Paused'],
  [pauseRequested, failForGood, 'Failed ActivityTaskStarted ActivityTaskFailed'],
  [pauseRequested, requestCancel, 'CancelRequested ActivityTaskCancelRequested'],
  [pauseRequested, unpause, 'Started'],
  [pauseRequested, reset, 'Started'],
  [pauseRequested, resetPaused, 'PauseRequested'],
  [cancelRequested, heartbeat, 'CancelRequested'],
  [cancelRequested, complete, 'Completed ActivityTaskStarted ActivityTaskCompleted'],
  [cancelRequested, fail, 'Failed ActivityTaskStarted ActivityTaskFailed'],
  [cancelRequested, timeOut, 'TimedOut ActivityTaskStarted ActivityTaskTimedOut'],
  [cancelRequested, cancel, 'Canceled ActivityTaskStarted ActivityTaskCanceled'],
  [cancelRequested, pause, 'CancelRequested'],
  [cancelRequested, unpause, 'CancelRequested'],
  [cancelRequested, reset, 'CancelRequested'],
]);
