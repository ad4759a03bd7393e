/** Remote activities as a run knows them, with the three cancellation types. @see ActivityMachine */
import type { Machine, Transition } from '../common/machine.ts';
import type { ActivityCancellationType, ActivityResolution, Seq } from '../protocol/activation.ts';
import type { EventAttributes, EventId, HistoryEvent } from '../protocol/event.ts';
import type { Failure, RetryState } from '../protocol/failure.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';
import { nondeterminism } from './replay-check.ts';

interface ActivityFields {
  readonly seq: Seq;
  readonly activityId: string;
  readonly activityType: string;
  readonly cancellationType: ActivityCancellationType;
  /** 0 until the event is recorded. */
  readonly scheduledEventId: EventId;
}

/**
 * An activity of one run. `ScheduledEventRecorded` also covers an attempt that runs or waits for its retry: the service
 * writes ActivityTaskStarted only together with the event that closes the activity.
 */
export type Activity = ActivityFields &
  (
    | { readonly status: 'ScheduleCommandCreated' }
    | { readonly status: 'ScheduledEventRecorded' }
    | { readonly status: 'Started' }
    | { readonly status: 'ScheduledActivityCancelCommandCreated' }
    | { readonly status: 'ScheduledActivityCancelEventRecorded' }
    | { readonly status: 'StartedActivityCancelCommandCreated' }
    | { readonly status: 'StartedActivityCancelEventRecorded' }
    | { readonly status: 'Completed' }
    | { readonly status: 'Failed' }
    | { readonly status: 'TimedOut' }
    | { readonly status: 'CanceledBeforeSent' }
    | { readonly status: 'Canceled' }
    | { readonly status: 'Abandoned' }
  );

type Closing<Type extends keyof EventAttributes> = {
  readonly type: Type;
  readonly attributes: EventAttributes[Type];
};

/** What can happen to an activity. */
export type ActivityInput =
  | {
      readonly type: 'ActivityTaskScheduled';
      readonly eventId: EventId;
      readonly attributes: EventAttributes['ActivityTaskScheduled'];
      readonly checksIds: boolean;
    }
  | { readonly type: 'ActivityTaskStarted' }
  | { readonly type: 'ActivityTaskCancelRequested' }
  | Closing<'ActivityTaskCompleted'>
  | Closing<'ActivityTaskFailed'>
  | Closing<'ActivityTaskTimedOut'>
  | Closing<'ActivityTaskCanceled'>
  | { readonly type: 'Cancel' };

type Next = Transition<Activity, MachineEffect>;

const moved = (activity: Activity, status: Activity['status'], effects = nothing): Next => ({
  state: { ...activity, status },
  effects,
});

const resolved = (
  activity: Activity,
  status: Activity['status'],
  result: ActivityResolution,
): Next => moved(activity, status, [resolution(activity, result)]);

const resolution = (activity: Activity, result: ActivityResolution): MachineEffect => ({
  type: 'PushJob',
  job: { type: 'resolveActivity', seq: activity.seq, isLocal: false, result },
});

const completed = (activity: Activity, input: Closing<'ActivityTaskCompleted'>): Next =>
  resolved(activity, 'Completed', {
    status: 'completed',
    result: input.attributes.result?.payloads[0],
  });

const failed = (activity: Activity, { attributes }: Closing<'ActivityTaskFailed'>): Next =>
  resolved(activity, 'Failed', {
    status: 'failed',
    failure: {
      message: 'Activity task failed',
      cause: attributes.failure,
      activityFailureInfo: failureInfo(activity, attributes.retryState, attributes),
    },
  });

const timedOut = (activity: Activity, { attributes }: Closing<'ActivityTaskTimedOut'>): Next =>
  resolved(activity, 'TimedOut', {
    status: 'failed',
    failure: {
      message: 'Activity task timed out',
      cause: attributes.failure,
      activityFailureInfo: failureInfo(activity, attributes.retryState, {
        ...attributes,
        identity: '',
      }),
    },
  });

const canceled = (activity: Activity, { attributes }: Closing<'ActivityTaskCanceled'>): Next =>
  resolved(activity, 'Canceled', cancellation(activity, attributes));

/** What workflow code is told at once, before or without an answer of the service. */
const cancellation = (
  activity: Activity,
  attributes?: EventAttributes['ActivityTaskCanceled'],
): ActivityResolution => ({
  status: 'cancelled',
  failure: {
    message: 'Activity cancelled',
    cause: { canceledFailureInfo: { details: attributes?.details } },
    activityFailureInfo: failureInfo(activity, 'RETRY_STATE_CANCEL_REQUESTED', attributes),
  },
});

/** The ids that every failure of an activity carries. */
function failureInfo(
  activity: ActivityFields,
  retryState: RetryState,
  event?: {
    readonly scheduledEventId: EventId;
    readonly startedEventId: EventId;
    readonly identity?: string | undefined;
  },
): Failure['activityFailureInfo'] {
  return {
    activityType: { name: activity.activityType },
    activityId: activity.activityId,
    retryState,
    identity: event?.identity ?? '',
    scheduledEventId: event?.scheduledEventId ?? 0,
    startedEventId: event?.startedEventId ?? 0,
  };
}

function recordScheduled(
  activity: Activity,
  input: Extract<ActivityInput, { type: 'ActivityTaskScheduled' }>,
): Next {
  const { activityId, activityType } = input.attributes;
  if (input.checksIds && activityId !== activity.activityId) {
    throw nondeterminism(
      `Activity id of scheduled event '${activityId}' does not match activity id of activity command '${activity.activityId}'`,
    );
  }
  if (input.checksIds && activityType.name !== activity.activityType) {
    throw nondeterminism(
      `Activity type of scheduled event '${activityType.name}' does not match activity type of activity command '${activity.activityType}'`,
    );
  }
  return {
    state: { ...activity, status: 'ScheduledEventRecorded', scheduledEventId: input.eventId },
    effects: nothing,
  };
}

function cancelRecorded(activity: Activity, asked: Activity['status']): Next {
  if (activity.cancellationType === 'ABANDON') {
    return resolved(activity, 'Abandoned', cancellation(activity));
  }
  const request: MachineEffect = {
    type: 'IssueCommand',
    command: {
      type: 'RequestCancelActivityTask',
      attributes: { scheduledEventId: activity.scheduledEventId },
    },
  };
  const waits = activity.cancellationType === 'WAIT_CANCELLATION_COMPLETED';
  return moved(
    activity,
    asked,
    waits ? [request] : [request, resolution(activity, cancellation(activity))],
  );
}

/** After a request to cancel, only workflow code that waits for the end is told of it; else it has been told already. */
const unlessTold =
  <Input>(close: (activity: Activity, input: Input) => Next) =>
  (activity: Activity, input: Input): Next => {
    const next = close(activity, input);
    return activity.cancellationType === 'TRY_CANCEL'
      ? { state: next.state, effects: nothing }
      : next;
  };

/** The life of an activity. */
export const activityMachine: Machine<Activity, ActivityInput, MachineEffect> = {
  name: 'Activity',
  edges: {
    ScheduleCommandCreated: {
      ActivityTaskScheduled: { to: ['ScheduledEventRecorded'], apply: recordScheduled },
      // Nobody has heard of it: whatever the type, no command is sent and the answer is known.
      Cancel: {
        to: ['CanceledBeforeSent'],
        apply: (activity) => resolved(activity, 'CanceledBeforeSent', cancellation(activity)),
      },
    },
    ScheduledEventRecorded: {
      ActivityTaskStarted: { to: ['Started'], apply: (activity) => moved(activity, 'Started') },
      ActivityTaskTimedOut: { to: ['TimedOut'], apply: timedOut },
      Cancel: {
        to: ['ScheduledActivityCancelCommandCreated', 'Abandoned'],
        apply: (activity) => cancelRecorded(activity, 'ScheduledActivityCancelCommandCreated'),
      },
    },
    Started: {
      ActivityTaskCompleted: { to: ['Completed'], apply: completed },
      ActivityTaskFailed: { to: ['Failed'], apply: failed },
      ActivityTaskTimedOut: { to: ['TimedOut'], apply: timedOut },
      Cancel: {
        to: ['StartedActivityCancelCommandCreated', 'Abandoned'],
        apply: (activity) => cancelRecorded(activity, 'StartedActivityCancelCommandCreated'),
      },
    },
    ScheduledActivityCancelCommandCreated: {
      ActivityTaskCancelRequested: {
        to: ['ScheduledActivityCancelEventRecorded'],
        apply: (activity) => moved(activity, 'ScheduledActivityCancelEventRecorded'),
      },
    },
    ScheduledActivityCancelEventRecorded: {
      ActivityTaskStarted: {
        to: ['StartedActivityCancelEventRecorded'],
        apply: (activity) => moved(activity, 'StartedActivityCancelEventRecorded'),
      },
      ActivityTaskCanceled: { to: ['Canceled'], apply: unlessTold(canceled) },
      ActivityTaskTimedOut: { to: ['TimedOut'], apply: unlessTold(timedOut) },
    },
    StartedActivityCancelCommandCreated: {
      ActivityTaskCancelRequested: {
        to: ['StartedActivityCancelEventRecorded'],
        apply: (activity) => moved(activity, 'StartedActivityCancelEventRecorded'),
      },
    },
    StartedActivityCancelEventRecorded: {
      ActivityTaskCompleted: { to: ['Completed'], apply: unlessTold(completed) },
      ActivityTaskFailed: { to: ['Failed'], apply: unlessTold(failed) },
      ActivityTaskTimedOut: { to: ['TimedOut'], apply: unlessTold(timedOut) },
      ActivityTaskCanceled: { to: ['Canceled'], apply: unlessTold(canceled) },
    },
    Completed: { Cancel: 'ignored' },
    Failed: { Cancel: 'ignored' },
    TimedOut: { Cancel: 'ignored' },
    CanceledBeforeSent: { Cancel: 'ignored' },
    Canceled: { Cancel: 'ignored' },
    // The real SDK has no edges for an unsuccessful end: see the defect below.
    Abandoned: {
      ActivityTaskStarted: 'ignored',
      ActivityTaskCompleted: 'ignored',
      Cancel: 'ignored',
    },
  },
};

function eventInput(event: HistoryEvent, checksIds: boolean): ActivityInput | undefined {
  switch (event.type) {
    case 'ActivityTaskScheduled':
      return {
        type: event.type,
        eventId: event.eventId,
        attributes: event.attributes,
        checksIds,
      };
    case 'ActivityTaskCompleted':
    case 'ActivityTaskFailed':
    case 'ActivityTaskTimedOut':
    case 'ActivityTaskCanceled':
    case 'ActivityTaskStarted':
    case 'ActivityTaskCancelRequested':
      // Its type and attributes are those of the input.
      return event;
    default:
      return undefined;
  }
}

/** Activities among the things under way. */
export const activityKind: EntityKind<Activity, ActivityInput> = {
  machine: activityMachine,
  eventInput,
  isCancelledBeforeSent: (activity) => activity.status === 'CanceledBeforeSent',
  sdkStatus: (status) =>
    status === 'Abandoned' || status === 'CanceledBeforeSent' ? 'Canceled' : status,
  defect: (activity, input) =>
    activity.status === 'Abandoned' && input.type !== 'Cancel'
      ? 'abandoned activity closes unsuccessfully'
      : undefined,
};
