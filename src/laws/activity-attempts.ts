/** Laws about attempts of activities: one at a time, numbered, none after the end, and only the current one is heard. */
import { attemptDeadline, type AttemptRecord } from './attempt-record.ts';
import type { Law } from './law.ts';
import type { ActivityRecord } from './run-ledger.ts';

/** L10: no attempt starts after the activity is final or its run closed. */
const noAttemptAfterEnd: Law = {
  name: 'no-attempt-after-end',
  statement:
    'No worker is handed an attempt of an activity that has ended or was asked to stop, or whose run is closed.',
  reason:
    'A queued task is checked against the pending activity when it is polled, and dropped (history/api/recordactivitytaskstarted/api.go); a cancel request ends what is not running at once.',
  among: 'every worker',
  occurrences: {
    AttemptHandedOut({ task }, world) {
      const run = world.runs.get(task.workflowExecution.runId);
      const activity = world.activityOf(task);
      if (run?.closed !== undefined) return `its run had been closed by ${run.closed.type}`;
      if (activity === undefined) return 'no activity of that id is scheduled in its run';
      if (activity.closed !== undefined) return `it had ended by ${activity.closed.type}`;
      if (activity.cancelRequested !== undefined)
        return `it had been asked to stop in event ${activity.cancelRequested.eventId}`;
      const ended = activity.attempt?.ended;
      return ended === undefined || ended === 'failed' || `an attempt of it had been ${ended}`;
    },
  },
};

/** Whether an attempt is over for the service: it has failed, or its time is up. */
const isOver = (attempt: AttemptRecord, now: number): boolean =>
  attempt.ended !== undefined || now >= attemptDeadline(attempt);

/** L09: one current attempt. */
const oneAttemptAtATime: Law = {
  name: 'one-attempt-at-a-time',
  statement:
    'An attempt is handed out only when the one before has failed or run out of time, and its number is the next.',
  reason:
    'The attempt is counted up when a retry is decided, which is when the current one ends (workflow/mutable_state_impl.go: RetryActivity).',
  among: 'every worker',
  occurrences: {
    AttemptHandedOut({ task }, world) {
      const activity = world.activityOf(task);
      if (activity === undefined || activity.operated) return undefined;
      const before = activity.attempt;
      if (before === undefined)
        return task.attempt === 1 || `the first attempt handed out has the number ${task.attempt}`;
      if (!isOver(before, world.now)) return `attempt ${before.task.attempt} is under way`;
      return (
        task.attempt === before.task.attempt + 1 ||
        `attempt ${task.attempt} follows attempt ${before.task.attempt}`
      );
    },
  },
};

/** How long the service waits before the attempt that follows a failed one. */
function backoff({ scheduled }: ActivityRecord, attempt: number): number {
  const {
    initialInterval = 1000,
    backoffCoefficient = 2,
    maximumInterval = 0,
  } = scheduled.attributes.retryPolicy;
  const interval = initialInterval * backoffCoefficient ** (attempt - 1);
  return maximumInterval > 0 ? Math.min(interval, maximumInterval) : interval;
}

/** A retry waits for its interval. */
const retryWaitsItsInterval: Law = {
  name: 'retry-waits-its-interval',
  statement:
    'The attempt after a failed one is not handed out before the interval of the retry policy has passed, or the delay that the failure asks for.',
  reason:
    'The interval grows by the coefficient up to the maximum, without jitter (workflow/retry.go: nextBackoffInterval).',
  among: 'every worker',
  occurrences: {
    AttemptHandedOut({ task }, world) {
      const activity = world.activityOf(task);
      const before = activity?.attempt;
      if (activity === undefined || activity.operated || before?.endedAt === undefined)
        return undefined;
      const interval = before.nextRetryDelay ?? backoff(activity, before.task.attempt);
      const early = before.endedAt + interval - world.now;
      return early <= 0 || `it is handed out ${early} ms early`;
    },
  },
};

/** L09: what other attempts say is refused. */
const onlyCurrentAttemptIsHeard: Law = {
  name: 'only-current-attempt-is-heard',
  statement:
    'A heartbeat or an answer is refused unless it comes from the current attempt of an open activity in an open run.',
  reason:
    'The token is compared with the pending activity and its attempt (history/api/activity_util.go: IsActivityTaskNotFoundForToken).',
  among: 'every worker',
  occurrences: {
    AttemptAnswered({ attempt, call, reply }, world) {
      if (attempt === undefined) return reply.ok ? 'it had ended, or was never handed out' : true;
      const activity = world.activityOf(attempt.task);
      if (call.afterClose) return reply.ok ? 'its run was closed' : true;
      if (call.afterEnd) return reply.ok ? 'its activity had ended' : true;
      if (activity?.attempt !== attempt)
        return reply.ok ? 'a later attempt had been handed out' : true;
      return undefined;
    },
  },
};

/** L11: what comes after the deadline is refused, and what comes before it is heard. */
const attemptIsHeardUntilItsDeadline: Law = {
  name: 'attempt-is-heard-until-its-deadline',
  statement:
    'The current attempt is heard until its heartbeat or its start-to-close timeout has passed, and not after.',
  reason:
    'Timeouts run from the start of the attempt and from its last accepted heartbeat (workflow/timer_sequence.go); until one is due the pending activity is found.',
  among: 'every worker',
  occurrences: {
    AttemptAnswered({ attempt, call, reply }, world) {
      if (attempt === undefined || call.afterClose || call.afterEnd) return undefined;
      const activity = world.activityOf(attempt.task);
      if (activity === undefined || activity.operated || activity.attempt !== attempt)
        return undefined;
      const { scheduled } = activity;
      const { scheduleToCloseTimeout } = scheduled.attributes;
      const deadline = Math.min(
        attemptDeadline(attempt),
        scheduleToCloseTimeout > 0 ? scheduled.eventTime + scheduleToCloseTimeout : Infinity,
      );
      // What is due in this very moment may be heard or not, and so may what comes while a timeout is late.
      if (world.now === deadline) return undefined;
      if (world.now > deadline)
        return (
          !reply.ok || !world.exact || `it was heard ${world.now - deadline} ms after its deadline`
        );
      return (
        reply.ok ||
        reply.status.code !== 'NOT_FOUND' ||
        `it was not found ${deadline - world.now} ms before its deadline`
      );
    },
  },
};

/** The laws about attempts of activities. */
export const attemptLaws: readonly Law[] = [
  noAttemptAfterEnd,
  oneAttemptAtATime,
  retryWaitsItsInterval,
  onlyCurrentAttemptIsHeard,
  attemptIsHeardUntilItsDeadline,
];
