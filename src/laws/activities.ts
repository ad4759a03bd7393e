/** Laws about the events of activities: each ends once, as cancelled only if that was asked for, and is not retried after it. */
import type { HistoryEventOf } from '../protocol/event.ts';
import type { Law, Verdict } from './law.ts';
import type { ActivityCloseType, ActivityRecord, RunLedger } from './run-ledger.ts';

type Close = HistoryEventOf<ActivityCloseType>;

const CLOSES = [
  'ActivityTaskCompleted',
  'ActivityTaskFailed',
  'ActivityTaskTimedOut',
  'ActivityTaskCanceled',
] as const satisfies readonly ActivityCloseType[];

/** The same predicate for every type of event that ends an activity. */
function onClose(
  check: (close: Close, activity: ActivityRecord | undefined) => Verdict,
): NonNullable<Law['events']> {
  const ask = (close: Close, { activities }: RunLedger): Verdict =>
    check(close, activities.get(close.attributes.scheduledEventId));
  return Object.fromEntries(CLOSES.map((type) => [type, ask]));
}

function isOpen(activity: ActivityRecord | undefined): Verdict {
  if (activity === undefined) return 'no activity was scheduled in the event that it names';
  const { closed } = activity;
  return (
    closed === undefined || `the activity has ended by ${closed.type}, event ${closed.eventId}`
  );
}

/** L27, L09: what happens to an activity happens to one that is open. */
const activityEventsPair: Law = {
  name: 'activity-events-pair',
  statement:
    'An activity is started, asked to stop and ended only after it was scheduled and before it has ended.',
  reason:
    'The service looks the pending activity up by the number of its ActivityTaskScheduled event, and forgets it when it ends (workflow/mutable_state_impl.go: DeleteActivity).',
  among: 'every worker',
  events: {
    ...onClose((_close, activity) => isOpen(activity)),
    ActivityTaskStarted: ({ attributes: { scheduledEventId } }, { activities }) =>
      isOpen(activities.get(scheduledEventId)),
    ActivityTaskCancelRequested: ({ attributes: { scheduledEventId } }, { activities }) =>
      isOpen(activities.get(scheduledEventId)),
  },
};

/** An activity's ActivityTaskStarted event is written with its end, if an attempt was running then. */
const activityEndNamesItsStart: Law = {
  name: 'activity-end-names-its-start',
  statement:
    'The end of an activity names its one ActivityTaskStarted event, or none if no attempt was running; then the activity can only have been canceled or timed out.',
  reason:
    'Started is written together with the end, for the last attempt, and only if one is running (workflow/mutable_state_impl.go: addStartedEventForTransientActivity).',
  among: 'every worker',
  events: {
    ...onClose(({ type, attributes: { startedEventId } }, activity) => {
      if (activity === undefined) return undefined;
      const started = activity.started?.eventId ?? 0;
      if (startedEventId !== started)
        return `it names event ${startedEventId} as the start, which is ${started}`;
      return started !== 0 || type === 'ActivityTaskCanceled' || type === 'ActivityTaskTimedOut'
        ? true
        : 'it ended by an answer although no attempt was running';
    }),
    ActivityTaskStarted({ attributes: { scheduledEventId } }, { activities }) {
      const started = activities.get(scheduledEventId)?.started;
      return started === undefined
        ? undefined
        : `the activity has a start already, event ${started.eventId}`;
    },
  },
};

/** An activity is Canceled only if the workflow has asked for it. */
const canceledActivityWasAsked: Law = {
  name: 'canceled-activity-was-asked',
  statement:
    'An activity ends as Canceled only after its ActivityTaskCancelRequested event, which it names.',
  reason:
    'A worker that reports it as canceled without that is refused (history/api/respondactivitytaskcanceled/api.go: Invoke).',
  among: 'every worker',
  events: {
    ActivityTaskCanceled({ attributes }, { activities }) {
      const activity = activities.get(attributes.scheduledEventId);
      if (activity === undefined) return undefined;
      const { cancelRequested } = activity;
      if (cancelRequested === undefined) return 'nobody had asked the activity to stop';
      const named = attributes.latestCancelRequestedEventId;
      return (
        named === cancelRequested.eventId ||
        `it names event ${named} as the request, which is ${cancelRequested.eventId}`
      );
    },
  },
};

/** L14: at most one request to stop for each activity. */
const activityAskedToStopOnce: Law = {
  name: 'activity-asked-to-stop-once',
  statement: 'An activity has at most one ActivityTaskCancelRequested event.',
  reason:
    'Core sends the command once for each activity (core activity_state_machine.rs); the service fails a task that asks again for one that was started.',
  among: 'SDK workers',
  events: {
    ActivityTaskCancelRequested({ attributes: { scheduledEventId } }, { activities }) {
      const activity = activities.get(scheduledEventId);
      if (activity === undefined) return undefined;
      const { cancelRequested } = activity;
      return (
        cancelRequested === undefined ||
        `it was asked to stop already, in event ${cancelRequested.eventId}`
      );
    },
  },
};

/** L15: what is scheduled and cancelled within one workflow task leaves no trace. */
const cancelledBeforeSentLeavesNoTrace: Law = {
  name: 'cancelled-before-sent-leaves-no-trace',
  statement:
    'No activity is asked to stop, and no timer canceled, by the workflow task that scheduled it.',
  reason:
    'Core drops commands that were cancelled before they were sent (core workflow_machines.rs: prepare_commands; sdk-typescript#621).',
  among: 'SDK workers',
  events: {
    ActivityTaskCancelRequested({ attributes }, { activities }) {
      const scheduled = activities.get(attributes.scheduledEventId)?.scheduled.attributes;
      if (scheduled === undefined) return undefined;
      return (
        scheduled.workflowTaskCompletedEventId !== attributes.workflowTaskCompletedEventId ||
        'the same workflow task has scheduled the activity'
      );
    },
    TimerCanceled({ attributes }, { timers }) {
      const started = timers.get(attributes.startedEventId)?.started.attributes;
      if (started === undefined) return undefined;
      return (
        started.workflowTaskCompletedEventId !== attributes.workflowTaskCompletedEventId ||
        'the same workflow task has started the timer'
      );
    },
  },
};

/** After a cancel request the service does not retry. */
const cancelForbidsRetry: Law = {
  name: 'cancel-forbids-retry',
  statement:
    'An activity that fails or times out after it was asked to stop is not retried, and its end says so: RETRY_STATE_CANCEL_REQUESTED.',
  reason:
    'The decision to retry looks at the cancel request first (workflow/mutable_state_impl.go: RetryActivity).',
  among: 'every worker',
  events: onClose((close, activity) => {
    if (close.type !== 'ActivityTaskFailed' && close.type !== 'ActivityTaskTimedOut')
      return undefined;
    const requestedAt = activity?.cancelRequested?.eventTime;
    // An end that had reached the buffer before the request does not know of it.
    if (requestedAt === undefined || close.eventTime <= requestedAt) return undefined;
    const { attributes } = close;
    if (attributes.failure?.resetWorkflowFailureInfo !== undefined) return undefined;
    return (
      attributes.retryState === 'RETRY_STATE_CANCEL_REQUESTED' ||
      `its retry state is ${attributes.retryState}`
    );
  }),
};

/** A failure in the history is a final one. */
const activityFailureIsFinal: Law = {
  name: 'activity-failure-is-final',
  statement:
    'An activity that has failed or timed out says why it is not retried; if its attempts were used up, it had as many as its policy allows.',
  reason:
    'An attempt that will be retried leaves no event (workflow/mutable_state_impl.go: RetryActivity).',
  among: 'every worker',
  events: onClose((close, activity) => {
    if (close.type !== 'ActivityTaskFailed' && close.type !== 'ActivityTaskTimedOut')
      return undefined;
    if (activity === undefined) return undefined;
    const { retryState } = close.attributes;
    if (retryState === 'RETRY_STATE_IN_PROGRESS') return 'it is said to be retried';
    if (retryState !== 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED') return true;
    const { maximumAttempts = 0 } = activity.scheduled.attributes.retryPolicy;
    const attempt = activity.started?.attributes.attempt;
    if (attempt === undefined || activity.operated) return true;
    return (
      attempt === maximumAttempts ||
      `it ended at attempt ${attempt} of ${maximumAttempts === 0 ? 'any number' : maximumAttempts}`
    );
  }),
};

/** The laws about the events of activities. */
export const activityLaws: readonly Law[] = [
  activityEventsPair,
  activityEndNamesItsStart,
  canceledActivityWasAsked,
  activityAskedToStopOnce,
  cancelledBeforeSentLeavesNoTrace,
  cancelForbidsRetry,
  activityFailureIsFinal,
];
