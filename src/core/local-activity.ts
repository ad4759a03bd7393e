/** Local activities as a run knows them: executed and recorded by a marker, or replayed from one. @see LocalActivityMachine */
import type { Machine, Transition } from '../common/machine.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ActivityResolution } from '../protocol/activation.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Payload } from '../protocol/payload.ts';
import type { EntityKind } from './entity.ts';
import {
  localActivityMarker,
  localActivityMarkerEvent,
  readLocalActivityMarker,
  type LocalActivityMarker,
} from './local-activity-marker.ts';
import type { LocalActivityResolution } from './local-activity-request.ts';
import { nothing, type MachineEffect, type ScheduleLocalActivity } from './machine-effect.ts';
import { fatal, nondeterminism } from './replay-check.ts';

/** How a local activity ended, by execution or as its marker says. @see ResolveDat */
export interface LocalActivityResult {
  readonly outcome:
    | { readonly status: 'completed'; readonly result: Payload | undefined }
    | {
        readonly status: 'failed' | 'cancelled' | 'timedOut';
        readonly failure: Failure;
      };
  readonly completeTime: EpochMs | undefined;
  readonly attempt: number;
  readonly backoff: DurationMs | undefined;
  readonly originalScheduleTime: EpochMs | undefined;
}

interface LocalActivityFields {
  readonly schedule: ScheduleLocalActivity;
  readonly originalScheduleTime: EpochMs;
  /** Workflow time when it was scheduled. */
  readonly scheduledAt: EpochMs;
  /** Whether its end was, or will be, learned from a marker of the history rather than by executing it. */
  readonly isReplayed: boolean;
}

/** A local activity of one run. */
export type LocalActivity = LocalActivityFields &
  (
    | { readonly status: 'RequestSent' }
    | {
        readonly status: 'MarkerCommandCreated';
        readonly ended: LocalActivityResult['outcome']['status'];
      }
    | {
        readonly status: 'ResultNotified';
        readonly ended: LocalActivityResult['outcome']['status'];
      }
    | { readonly status: 'WaitingMarkerEvent'; readonly isResolved: boolean }
    | { readonly status: 'WaitingMarkerEventPreResolved' }
    | { readonly status: 'MarkerCommandRecorded' }
  );

/** What can happen to a local activity. */
export type LocalActivityInput =
  | { readonly type: 'HandleResult'; readonly result: LocalActivityResult }
  | { readonly type: 'HandleKnownResult'; readonly result: LocalActivityResult }
  | { readonly type: 'Cancel' }
  | { readonly type: 'StartedNonReplayWorkflowTask' }
  | { readonly type: 'CommandRecordMarker' }
  | {
      readonly type: 'MarkerRecorded';
      readonly marker: LocalActivityMarker;
      readonly checksIds: boolean;
    };

type Next = Transition<LocalActivity, MachineEffect>;

/** What a marker says happened. It counts as cancelled by its failure, or by the direct cause of that. */
export function resultOf(marker: LocalActivityMarker): LocalActivityResult {
  const { failure, completeTime, attempt, backoff, originalScheduleTime } = marker;
  const rest = { completeTime, attempt, backoff, originalScheduleTime };
  if (failure === undefined) {
    return { outcome: { status: 'completed', result: marker.result ?? {} }, ...rest };
  }
  const isCancelled = failure.canceledFailureInfo ?? failure.cause?.canceledFailureInfo;
  return { outcome: { status: isCancelled ? 'cancelled' : 'failed', failure }, ...rest };
}

/** What the worker says happened; workflow time moves on by as long as the last attempt ran. */
export function executedResult(
  { scheduledAt }: LocalActivityFields,
  resolution: LocalActivityResolution,
): LocalActivityResult {
  const { status, runTime, attempt, originalScheduleTime } = resolution;
  return {
    outcome:
      status === 'completed'
        ? { status, result: resolution.result }
        : { status: status === 'backoff' ? 'failed' : status, failure: resolution.failure },
    completeTime: runTime === undefined ? undefined : scheduledAt + runTime,
    attempt,
    backoff: status === 'backoff' ? resolution.backoffDuration : undefined,
    originalScheduleTime,
  };
}

/** The end of a local activity that never ran, or that nobody waits for any more. */
export const cancelledResult = (
  activity: LocalActivityFields,
  completeTime: EpochMs | undefined,
): LocalActivityResult => ({
  outcome: {
    status: 'cancelled',
    failure: { message: 'Activity cancelled', canceledFailureInfo: {} },
  },
  completeTime,
  attempt: activity.schedule.attempt,
  backoff: undefined,
  originalScheduleTime: activity.originalScheduleTime,
});

const execution = (activity: LocalActivityFields): MachineEffect => ({
  type: 'QueueLocalActivity',
  activity: activity.schedule,
  originalScheduleTime: activity.originalScheduleTime,
});

/** A new local activity: to be executed, or waiting for its marker, which may have been seen ahead. */
export function scheduled(
  activity: LocalActivityFields,
  preresolved: LocalActivityResult | undefined,
): Next {
  if (!activity.isReplayed) {
    if (preresolved) {
      throw nondeterminism('Local activity cannot be created as pre-resolved while not replaying');
    }
    return { state: { ...activity, status: 'RequestSent' }, effects: [execution(activity)] };
  }
  return preresolved
    ? {
        state: { ...activity, status: 'WaitingMarkerEventPreResolved' },
        effects: resolved(activity, preresolved),
      }
    : {
        state: { ...activity, status: 'WaitingMarkerEvent', isResolved: false },
        effects: nothing,
      };
}

/** Cancels and timeouts reach workflow code as activity failures, both with the retry state of a cancel; other failures bare. */
function resolutionOf(
  { schedule }: LocalActivityFields,
  { outcome, backoff, attempt, originalScheduleTime }: LocalActivityResult,
): ActivityResolution {
  if (backoff !== undefined) {
    return {
      status: 'backoff',
      attempt: attempt + 1,
      backoffDuration: backoff,
      originalScheduleTime: originalScheduleTime ?? 0,
    };
  }
  if (outcome.status === 'completed') return outcome;
  const { status, failure } = outcome;
  const isWrapped =
    (status === 'timedOut' && failure.timeoutFailureInfo !== undefined) ||
    (status === 'cancelled' && failure.canceledFailureInfo !== undefined);
  return {
    status: status === 'cancelled' ? 'cancelled' : 'failed',
    failure: isWrapped
      ? {
          message: `Local Activity ${status === 'cancelled' ? 'cancelled' : 'timed out'}`,
          cause: failure,
          activityFailureInfo: {
            activityType: { name: schedule.activityType },
            activityId: schedule.activityId,
            retryState: 'RETRY_STATE_CANCEL_REQUESTED',
            identity: '',
            scheduledEventId: 0,
            startedEventId: 0,
          },
        }
      : failure,
  };
}

function resolved(
  activity: LocalActivityFields,
  result: LocalActivityResult,
): readonly MachineEffect[] {
  const { schedule } = activity;
  const { outcome } = result;
  const effects: MachineEffect[] = [
    {
      type: 'PushJob',
      job: {
        type: 'resolveActivity',
        seq: schedule.seq,
        isLocal: true,
        result: resolutionOf(activity, result),
      },
    },
  ];
  if (result.completeTime !== undefined) {
    effects.push({ type: 'AdvanceTime', to: result.completeTime });
  }
  const isOver = outcome.status === 'cancelled' || outcome.status === 'timedOut';
  if (isOver && schedule.cancellationType === 'ABANDON') {
    effects.push({ type: 'AbandonLocalActivity', seq: schedule.seq });
  }
  if (!activity.isReplayed) {
    effects.push({ type: 'IssueCommand', command: markerOf(activity, result) });
  }
  return effects;
}

const markerOf = (
  { schedule }: LocalActivityFields,
  { outcome, ...rest }: LocalActivityResult,
): ReturnType<typeof localActivityMarker> =>
  localActivityMarker(
    {
      seq: schedule.seq,
      activityId: schedule.activityId,
      activityType: schedule.activityType,
      ...rest,
      ...(outcome.status === 'completed'
        ? { result: outcome.result }
        : { failure: outcome.failure }),
    },
    schedule.userMetadata,
  );

const requestCancel = ({ schedule }: LocalActivityFields): MachineEffect => ({
  type: 'RequestCancelLocalActivity',
  seq: schedule.seq,
});

const executed = (activity: LocalActivity, result: LocalActivityResult): Next => ({
  state: { ...activity, status: 'MarkerCommandCreated', ended: result.outcome.status },
  effects: resolved(activity, result),
});

/** Only a local activity whose end is waited for goes on; one that is abandoned isn't even told. */
function cancelRunning(activity: LocalActivity): Next {
  const { cancellationType } = activity.schedule;
  if (cancellationType === 'WAIT_CANCELLATION_COMPLETED') {
    return { state: activity, effects: [requestCancel(activity)] };
  }
  const { state, effects } = executed(activity, cancelledResult(activity, undefined));
  return {
    state,
    effects: cancellationType === 'TRY_CANCEL' ? [requestCancel(activity), ...effects] : effects,
  };
}

type MarkerRecorded = Extract<LocalActivityInput, { type: 'MarkerRecorded' }>;

function recorded(activity: LocalActivity, { marker, checksIds }: MarkerRecorded): Next {
  const { seq, activityId, activityType } = activity.schedule;
  if (marker.seq !== seq) {
    throw nondeterminism(
      `Local activity marker data has sequence number ${marker.seq} but matched against LA command with sequence number ${seq}`,
    );
  }
  if (checksIds || !activity.isReplayed) {
    if (marker.activityId !== activityId) {
      throw nondeterminism(
        `Activity id of recorded marker '${marker.activityId}' does not match activity id of local activity command '${activityId}'`,
      );
    }
    if (marker.activityType !== activityType) {
      throw nondeterminism(
        `Activity type of recorded marker '${marker.activityType}' does not match activity type of local activity command '${activityType}'`,
      );
    }
  }
  return { state: { ...activity, status: 'MarkerCommandRecorded' }, effects: nothing };
}

function recordedAfterExecution(
  activity: Extract<LocalActivity, { status: 'ResultNotified' }>,
  input: MarkerRecorded,
): Next {
  const { seq } = activity.schedule;
  const hasFailed = input.marker.failure !== undefined;
  if (activity.ended === 'completed' && hasFailed) {
    throw nondeterminism(
      `Local activity (seq ${seq}) completed successfully locally, but history said it failed!`,
    );
  }
  if ((activity.ended === 'failed' || activity.ended === 'timedOut') && !hasFailed) {
    throw nondeterminism(
      `Local activity (seq ${seq}) failed locally, but history said it completed!`,
    );
  }
  return recorded(activity, input);
}

function recordedWhileWaiting(
  activity: Extract<LocalActivity, { status: 'WaitingMarkerEvent' }>,
  input: MarkerRecorded,
): Next {
  const { state } = recorded(activity, input);
  return {
    state,
    effects: activity.isResolved ? nothing : resolved(activity, resultOf(input.marker)),
  };
}

/** The life of a local activity. */
export const localActivityMachine: Machine<LocalActivity, LocalActivityInput, MachineEffect> = {
  name: 'LocalActivity',
  edges: {
    RequestSent: {
      HandleResult: {
        to: ['MarkerCommandCreated'],
        apply: (activity, { result }) => executed(activity, result),
      },
      Cancel: { to: ['RequestSent', 'MarkerCommandCreated'], apply: cancelRunning },
    },
    // A cancel is not expected here, although it may come: see the defect below.
    MarkerCommandCreated: {
      CommandRecordMarker: {
        to: ['ResultNotified'],
        apply: (activity) => ({
          state: { ...activity, status: 'ResultNotified' },
          effects: nothing,
        }),
      },
      HandleResult: 'ignored',
    },
    ResultNotified: {
      MarkerRecorded: { to: ['MarkerCommandRecorded'], apply: recordedAfterExecution },
      HandleResult: 'ignored',
    },
    WaitingMarkerEvent: {
      MarkerRecorded: { to: ['MarkerCommandRecorded'], apply: recordedWhileWaiting },
      // Its marker may lie several workflow tasks ahead.
      HandleKnownResult: {
        to: ['WaitingMarkerEvent'],
        apply: (activity, { result }) => ({
          state: { ...activity, isResolved: true },
          effects: resolved(activity, result),
        }),
      },
      // A cancel was recorded by a marker like any other end: that must be waited for, or has been seen ahead.
      Cancel: {
        to: ['WaitingMarkerEvent'],
        apply: (activity) => ({ state: activity, effects: [requestCancel(activity)] }),
      },
      // The history ends without its marker: the worker that ran it died before it could record one.
      StartedNonReplayWorkflowTask: {
        to: ['RequestSent'],
        apply: ({ schedule, originalScheduleTime, scheduledAt }) => {
          const again = { schedule, originalScheduleTime, scheduledAt, isReplayed: false };
          return { state: { ...again, status: 'RequestSent' }, effects: [execution(again)] };
        },
      },
    },
    WaitingMarkerEventPreResolved: {
      MarkerRecorded: { to: ['MarkerCommandRecorded'], apply: recorded },
      Cancel: 'ignored',
    },
    MarkerCommandRecorded: {
      HandleResult: 'ignored',
      // It may be retrying still.
      Cancel: {
        to: ['MarkerCommandRecorded'],
        apply: (activity) => ({
          state: activity,
          effects:
            activity.schedule.cancellationType === 'ABANDON' ? nothing : [requestCancel(activity)],
        }),
      },
    },
  },
};

function eventInput(event: HistoryEvent, checksIds: boolean): LocalActivityInput | undefined {
  const attributes = localActivityMarkerEvent(event);
  if (attributes === undefined) return undefined;
  const marker = readLocalActivityMarker(attributes);
  if (marker === undefined) throw fatal('Local activity marker was unparsable');
  return { type: 'MarkerRecorded', marker, checksIds };
}

/** Local activities among the things under way. Their markers are sent even if they were cancelled before they could run. */
export const localActivityKind: EntityKind<LocalActivity, LocalActivityInput> = {
  machine: localActivityMachine,
  eventInput,
  commandInput: (command) =>
    command === 'RecordMarker' ? { type: 'CommandRecordMarker' } : undefined,
  defect: ({ status }, { type }) =>
    status === 'MarkerCommandCreated' && type === 'Cancel'
      ? 'local activity cancelled as it ends'
      : undefined,
};
