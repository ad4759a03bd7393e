/** The life of one local activity in its worker: waiting for a slot, running, backing off (an entry of Core's `LocalActivityManager`). */
import type { Edge, Machine } from '../common/machine.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ActivityCancelReason, ActivityOutcome } from '../protocol/attempt.ts';
import type { Failure, TimeoutType } from '../protocol/failure.ts';
import type { TaskToken } from '../protocol/task.ts';
import type { FindingName } from './finding.ts';
import type { LocalActivityRequest, LocalActivityResolution } from './local-activity-request.ts';
import { DEFAULT_LOCAL_RETRY_THRESHOLD, retryBackoff } from './local-retry.ts';
import type { CompleteRetryPolicy } from './local-retry.ts';

/** What does not change while a local activity lives. */
export interface ScheduledLocalActivity {
  readonly request: LocalActivityRequest;
  readonly retryPolicy: CompleteRetryPolicy;
  readonly scheduledAt: EpochMs;
  readonly originalScheduleTime: EpochMs;
}

/** How a local activity stands in its worker. */
export type LocalActivityExecution = { readonly activity: ScheduledLocalActivity } & (
  | { readonly status: 'waitingForSlot'; readonly attempt: number }
  | {
      readonly status: 'running';
      readonly attempt: number;
      readonly taskToken: TaskToken;
      readonly startedAt: EpochMs;
    }
  | { readonly status: 'backingOff'; readonly attempt: number }
  /** Its code said that it completes elsewhere, which a local activity cannot. */
  | { readonly status: 'lost' }
  | { readonly status: 'ended' }
);

/** What happens to a local activity. */
export type LocalActivityInput =
  | { readonly type: 'slotTaken'; readonly taskToken: TaskToken; readonly now: EpochMs }
  | { readonly type: 'codeEnded'; readonly outcome: ActivityOutcome; readonly now: EpochMs }
  | {
      readonly type: 'timedOut';
      readonly timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE' | 'TIMEOUT_TYPE_START_TO_CLOSE';
      /** Of a start-to-close timeout: the attempt that it was set for. */
      readonly taskToken?: TaskToken | undefined;
      readonly now: EpochMs;
    }
  | { readonly type: 'backoffElapsed' }
  | { readonly type: 'cancelRequested' }
  /** Its run has left the cache. */
  | { readonly type: 'givenUp' };

/** What has to be done for a local activity. */
export type LocalActivityEffect =
  | { readonly type: 'Start'; readonly taskToken: TaskToken; readonly attempt: number }
  | {
      readonly type: 'Stop';
      readonly taskToken: TaskToken;
      readonly reason: ActivityCancelReason;
    }
  | { readonly type: 'FreeSlot'; readonly taskToken: TaskToken }
  | { readonly type: 'WaitForSlot' }
  | { readonly type: 'LeaveQueue' }
  | { readonly type: 'BackOff'; readonly duration: DurationMs }
  | { readonly type: 'StopBackingOff' }
  | { readonly type: 'Resolve'; readonly resolution: LocalActivityResolution }
  | { readonly type: 'Find'; readonly name: FindingName };

type Status = LocalActivityExecution['status'];
type In<S extends Status> = Extract<LocalActivityExecution, { status: S }>;
type EdgeOf<S extends Status, Type extends LocalActivityInput['type']> = Edge<
  In<S>,
  Extract<LocalActivityInput, { type: Type }>,
  LocalActivityExecution,
  LocalActivityEffect
>;

const timeoutFailure = (timeoutType: TimeoutType): Failure => ({
  message: 'Activity timed out',
  timeoutFailureInfo: { timeoutType },
});

/** The failure of a cancellation that does not come from the code of the activity. */
export const CANCELLATION: Failure = { message: 'Activity cancelled', canceledFailureInfo: {} };

/** The resolution of an activity that was too late before it began. */
export const timedOutAtOnce = (activity: ScheduledLocalActivity): LocalActivityResolution => ({
  status: 'timedOut',
  failure: timeoutFailure('TIMEOUT_TYPE_SCHEDULE_TO_CLOSE'),
  attempt: activity.request.attempt,
  runTime: 0,
  originalScheduleTime: activity.originalScheduleTime,
});

const start: EdgeOf<'waitingForSlot', 'slotTaken'> = {
  to: ['running', 'ended'],
  apply: ({ activity, attempt }, { taskToken, now }) => {
    const { scheduleToStartTimeout } = activity.request;
    // Counted from the first wait for a slot, also before a later attempt: that is how Core does it.
    const waited = now - activity.scheduledAt;
    if (scheduleToStartTimeout !== undefined && waited > scheduleToStartTimeout) {
      const resolution: LocalActivityResolution = {
        status: 'timedOut',
        failure: timeoutFailure('TIMEOUT_TYPE_SCHEDULE_TO_START'),
        attempt,
        runTime: waited,
        originalScheduleTime: activity.originalScheduleTime,
      };
      return {
        state: { activity, status: 'ended' },
        effects: [
          { type: 'FreeSlot', taskToken },
          { type: 'Resolve', resolution },
        ],
      };
    }
    return {
      state: { activity, status: 'running', attempt, taskToken, startedAt: now },
      effects: [{ type: 'Start', taskToken, attempt }],
    };
  },
};

const run = (
  { activity, attempt, startedAt }: In<'running'>,
  now: EpochMs,
): Pick<LocalActivityResolution, 'attempt' | 'runTime' | 'originalScheduleTime'> => ({
  attempt,
  runTime: now - startedAt,
  originalScheduleTime: activity.originalScheduleTime,
});

/** After an attempt that failed: the next one, a timer of the workflow before the next one, or the end. */
function retryOrEnd(
  state: In<'running'>,
  status: 'failed' | 'timedOut',
  failure: Failure,
  now: EpochMs,
): { state: LocalActivityExecution; effects: LocalActivityEffect[] } {
  const { activity, attempt } = state;
  const threshold = activity.request.localRetryThreshold ?? DEFAULT_LOCAL_RETRY_THRESHOLD;
  const backoff = retryBackoff(activity.retryPolicy, attempt, failure);
  if (backoff !== undefined && backoff <= threshold) {
    return {
      state: { activity, status: 'backingOff', attempt: attempt + 1 },
      effects: [{ type: 'BackOff', duration: backoff }],
    };
  }
  const resolution: LocalActivityResolution =
    backoff === undefined
      ? { ...run(state, now), status, failure }
      : { ...run(state, now), status: 'backoff', backoffDuration: backoff, failure };
  return { state: { activity, status: 'ended' }, effects: [{ type: 'Resolve', resolution }] };
}

const end: EdgeOf<'running', 'codeEnded'> = {
  to: ['ended', 'backingOff', 'lost'],
  apply: (state, { outcome, now }) => {
    const { activity, taskToken } = state;
    if (outcome.status === 'willCompleteAsync') {
      return {
        state: { activity, status: 'lost' },
        effects: [{ type: 'Find', name: 'local activity completes asynchronously' }],
      };
    }
    const freeSlot: LocalActivityEffect = { type: 'FreeSlot', taskToken };
    if (outcome.status === 'failed') {
      const next = retryOrEnd(state, 'failed', outcome.failure, now);
      return { state: next.state, effects: [freeSlot, ...next.effects] };
    }
    return {
      state: { activity, status: 'ended' },
      effects: [freeSlot, { type: 'Resolve', resolution: { ...run(state, now), ...outcome } }],
    };
  },
};

const timeOut: EdgeOf<'running', 'timedOut'> = {
  to: ['ended', 'backingOff'],
  apply: (state, { timeoutType, taskToken, now }) => {
    const failure = timeoutFailure(timeoutType);
    const isOfEarlierAttempt = taskToken !== undefined && taskToken !== state.taskToken;
    const next =
      timeoutType === 'TIMEOUT_TYPE_START_TO_CLOSE'
        ? retryOrEnd(state, 'timedOut', failure, now)
        : {
            state: { activity: state.activity, status: 'ended' as const },
            effects: [
              {
                type: 'Resolve' as const,
                resolution: { ...run(state, now), status: 'timedOut' as const, failure },
              },
            ],
          };
    const effects: LocalActivityEffect[] = [
      { type: 'Stop', taskToken: state.taskToken, reason: 'TIMED_OUT' },
      { type: 'FreeSlot', taskToken: state.taskToken },
      ...next.effects,
    ];
    if (isOfEarlierAttempt) {
      effects.unshift({ type: 'Find', name: 'local activity start-to-close outlives its attempt' });
    }
    return { state: next.state, effects };
  },
};

/** Core looks for a running attempt to time out, and finds none. */
const loseTimeout = <S extends 'waitingForSlot' | 'backingOff'>(
  status: S,
): EdgeOf<S, 'timedOut'> => ({
  to: [status],
  apply: (state, { timeoutType }) => ({
    state,
    effects:
      timeoutType === 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE'
        ? [{ type: 'Find', name: 'local activity schedule-to-close lost in backoff' }]
        : [],
  }),
});

/** One local activity in its worker. */
export const LOCAL_ACTIVITY_EXECUTION: Machine<
  LocalActivityExecution,
  LocalActivityInput,
  LocalActivityEffect
> = {
  name: 'local activity execution',
  edges: {
    waitingForSlot: {
      slotTaken: start,
      timedOut: loseTimeout('waitingForSlot'),
      // Core passes a cancellation on to running code only: one that waits for its slot runs, and is not told.
      cancelRequested: {
        to: ['waitingForSlot'],
        apply: (state) => ({
          state,
          effects: [{ type: 'Find', name: 'cancel of a queued local activity is lost' }],
        }),
      },
      givenUp: {
        to: ['ended'],
        apply: ({ activity }) => ({
          state: { activity, status: 'ended' },
          effects: [{ type: 'LeaveQueue' }],
        }),
      },
    },
    running: {
      codeEnded: end,
      timedOut: timeOut,
      cancelRequested: {
        to: ['running'],
        apply: (state) => ({
          state,
          effects: [{ type: 'Stop', taskToken: state.taskToken, reason: 'CANCELLED' }],
        }),
      },
      // Its code may go on, but nobody listens.
      givenUp: {
        to: ['ended'],
        apply: ({ activity, taskToken }) => ({
          state: { activity, status: 'ended' },
          effects: [{ type: 'FreeSlot', taskToken }],
        }),
      },
    },
    backingOff: {
      backoffElapsed: {
        to: ['waitingForSlot'],
        apply: ({ activity, attempt }) => ({
          state: { activity, status: 'waitingForSlot', attempt },
          effects: [{ type: 'WaitForSlot' }],
        }),
      },
      timedOut: loseTimeout('backingOff'),
      cancelRequested: {
        to: ['ended'],
        apply: ({ activity }) => ({
          state: { activity, status: 'ended' },
          effects: [
            { type: 'StopBackingOff' },
            {
              type: 'Resolve',
              resolution: { status: 'cancelled', failure: CANCELLATION, attempt: 0, runTime: 0 },
            },
          ],
        }),
      },
      givenUp: {
        to: ['ended'],
        apply: ({ activity }) => ({
          state: { activity, status: 'ended' },
          effects: [{ type: 'StopBackingOff' }],
        }),
      },
    },
    lost: { timedOut: 'ignored', cancelRequested: 'ignored', givenUp: 'ignored' },
    ended: {},
  },
};
