/** Laws about heartbeats: what their answers say, how a cancellation reaches an attempt, and what they leave to the next one. */
import type { ActivityCancelReason } from '../protocol/attempt.ts';
import type { HistoryEventOf } from '../protocol/event.ts';
import { payloadsSize } from '../service/payload-size.ts';
import { attemptDeadline, type AttemptRecord } from './attempt-record.ts';
import type { Law, Verdict } from './law.ts';
import type { ActivityRecord } from './run-ledger.ts';

/** Heartbeat details beyond that fail the activity, and the answer says so as if it were cancelled. */
const DETAILS_LIMIT = 2 * 1024 * 1024;

/** The answer to a heartbeat tells the truth about the cancel request. */
const heartbeatTellsOfCancel: Law = {
  name: 'heartbeat-tells-of-cancel',
  statement:
    'The answer to every accepted heartbeat says that the activity was asked to stop if and only if it was.',
  reason:
    'It is read from the pending activity, and not used up by being told (history/api/recordactivitytaskheartbeat/api.go: Invoke).',
  among: 'every worker',
  occurrences: {
    AttemptAnswered({ method, reply, attempt, call }, world) {
      if (method !== 'RecordActivityTaskHeartbeat' || !reply.ok || attempt === undefined)
        return undefined;
      const activity = world.activityOf(attempt.task);
      if (activity === undefined || !('cancelRequested' in reply.response)) return undefined;
      if ('details' in call.request.request && tooLarge(call.request.request.details))
        return undefined;
      const { cancelRequested: told } = reply.response;
      const asked = activity.cancelRequested !== undefined;
      return (
        told === asked ||
        (asked
          ? 'it does not tell that the activity was asked to stop'
          : 'it tells of a cancel request that nobody has made')
      );
    },
  },
};

const tooLarge = (details: unknown): boolean =>
  details !== undefined &&
  payloadsSize(details as Parameters<typeof payloadsSize>[0]) > DETAILS_LIMIT;

/** What an attempt must have been answered to be told to stop for that reason. */
function wasAnswered(reason: ActivityCancelReason, { lastAnswer }: AttemptRecord): Verdict {
  if (reason === 'NOT_FOUND')
    return lastAnswer === 'refused' || 'no heartbeat of it has been refused';
  if (lastAnswer === undefined || lastAnswer === 'refused')
    return `it was told ${reason}, and no heartbeat of it has been answered so`;
  const said =
    reason === 'CANCELLED'
      ? lastAnswer.cancelRequested
      : reason === 'PAUSED'
        ? lastAnswer.activityPaused
        : lastAnswer.activityReset;
  return said || `it was told ${reason}, which the answer to its last heartbeat did not say`;
}

/** L07: a cancellation reaches an attempt only by the answer to a heartbeat. */
const cancelReachesAttemptByAnswer: Law = {
  name: 'cancel-reaches-attempt-by-answer',
  statement:
    'An attempt hears that its activity is cancelled, paused, reset or gone only through the answer to a heartbeat that has reached the service.',
  reason:
    'The service does not speak to workers by itself (core worker/activities/activity_heartbeat_manager.rs; sdk-go#638). Local activities hear of it from their worker.',
  among: 'every worker',
  occurrences: {
    AttemptCancelled({ taskToken, reason }, world) {
      const attempt = world.attempts.get(taskToken);
      if (attempt === undefined) return undefined;
      switch (reason) {
        case 'CANCELLED':
        case 'NOT_FOUND':
        case 'PAUSED':
        case 'RESET':
          return wasAnswered(reason, attempt);
        default:
          return undefined;
      }
    },
  },
};

/** How much longer than the service a worker waits before it gives an attempt up by itself. @see core LOCAL_TIMEOUT_BUFFER */
const LOCAL_GRACE = 5000;

/** L07: the other ways in which an attempt is told to stop. */
const workerTellsAttemptForCause: Law = {
  name: 'worker-tells-attempt-for-cause',
  statement:
    'By itself a worker tells an attempt to stop only when it shuts down, or five seconds after the attempt ran out of time.',
  reason:
    'Core keeps timers of its own for start-to-close and heartbeats, with five seconds of grace (core worker/activities.rs).',
  among: 'every worker',
  occurrences: {
    AttemptCancelled({ taskToken, reason, worker }, world) {
      const attempt = world.attempts.get(taskToken);
      if (attempt === undefined) return undefined;
      if (reason === 'WORKER_SHUTDOWN')
        return world.workersShuttingDown.has(worker) || 'its worker is not shutting down';
      if (reason !== 'TIMED_OUT') return undefined;
      const early = attemptDeadline(attempt) + LOCAL_GRACE - world.now;
      return early <= 0 || `it was given up ${early} ms early`;
    },
  },
};

/** L11: the last details reach the next attempt. */
const detailsReachNextAttempt: Law = {
  name: 'details-reach-next-attempt',
  statement:
    'An attempt gets the details of the last accepted heartbeat before it, or of the failure that ended the one before.',
  reason:
    'They stay with the pending activity through failures and timeouts (workflow/mutable_state_impl.go: RetryActivity; sdk-go#1282).',
  among: 'every worker',
  occurrences: {
    AttemptHandedOut({ task }, world) {
      const activity = world.activityOf(task);
      if (activity === undefined || activity.operated || activity.attempt === undefined)
        return undefined;
      return (
        activity.attempt.details === task.heartbeatDetails ||
        'it gets other details than the last ones that were heard'
      );
    },
  },
};

/** When a timeout of that kind is due for an activity that ends by it, as far as its events and heartbeats tell. */
function dueAt(
  { attributes: { failure } }: HistoryEventOf<'ActivityTaskTimedOut'>,
  { scheduled, started, attempt }: ActivityRecord,
): number | undefined {
  const { attributes, eventTime } = scheduled;
  const startedAt = started?.eventTime;
  switch (failure.timeoutFailureInfo?.timeoutType) {
    case 'TIMEOUT_TYPE_START_TO_CLOSE':
      return startedAt === undefined ? undefined : startedAt + attributes.startToCloseTimeout;
    case 'TIMEOUT_TYPE_HEARTBEAT':
      return startedAt === undefined
        ? undefined
        : Math.max(startedAt, attempt?.lastBeatAt ?? 0) + attributes.heartbeatTimeout;
    case 'TIMEOUT_TYPE_SCHEDULE_TO_START':
      return eventTime + attributes.scheduleToStartTimeout;
    default:
      return undefined;
  }
}

/** L11: a timeout happens exactly when it is due. */
const activityTimesOutWhenDue: Law = {
  name: 'activity-times-out-when-due',
  statement:
    'An activity times out when its start-to-close or schedule-to-start time, or the time since its last accepted heartbeat, is over: never before, and on a virtual clock exactly then.',
  reason:
    'Each timeout is a timer that is armed for that time (timer_queue_active_task_executor.go: processSingleActivityTimeoutTask).',
  among: 'every worker',
  events: {
    ActivityTaskTimedOut(event, { activities, exact }, world) {
      const activity = activities.get(event.attributes.scheduledEventId);
      if (activity === undefined || activity.operated) return undefined;
      const due = dueAt(event, activity);
      if (due === undefined) return undefined;
      if (event.eventTime < due) return `it timed out ${due - event.eventTime} ms early`;
      const kind = event.attributes.failure.timeoutFailureInfo?.timeoutType;
      const retried = kind === 'TIMEOUT_TYPE_SCHEDULE_TO_START' && activity.attempt !== undefined;
      // A history does not tell when heartbeats came, nor when a later attempt began to wait.
      const untold = world === undefined && kind !== 'TIMEOUT_TYPE_START_TO_CLOSE';
      return (
        event.eventTime === due ||
        !exact ||
        retried ||
        untold ||
        `it timed out ${event.eventTime - due} ms late`
      );
    },
  },
};

/** The laws about heartbeats. */
export const heartbeatLaws: readonly Law[] = [
  heartbeatTellsOfCancel,
  cancelReachesAttemptByAnswer,
  workerTellsAttemptForCause,
  detailsReachNextAttempt,
  activityTimesOutWhenDue,
];
