/** What pausing, unpausing and resetting leave of an activity. */
import type { Transition } from '../common/machine.ts';
import type { EpochMs } from '../common/time.ts';
import type {
  Activity,
  ActivityFields,
  ActivityInput,
  PausedActivity,
  RunningActivity,
  ScheduledActivity,
} from './activity.ts';
import type { EventBody } from './event-store.ts';

type InputOf<Type extends ActivityInput['type']> = Extract<ActivityInput, { type: Type }>;
type Result = Transition<Activity, EventBody>;

/** Handed out again, now: what the attempts before left behind is forgotten. */
export const rescheduled = (
  activity: ScheduledActivity | PausedActivity,
  at: EpochMs,
  attempt: number,
  forgetHeartbeat: boolean,
): ScheduledActivity => ({
  ...activity,
  status: 'Scheduled',
  attempt,
  scheduledTime: at,
  lastFailure: undefined,
  stamp: activity.stamp + 1,
  reset: false,
  resetHeartbeats: false,
  ...(forgetHeartbeat || activity.resetHeartbeats
    ? { lastHeartbeatDetails: undefined, lastHeartbeatTime: undefined }
    : {}),
});

/** A waiting activity goes on. */
export function unpause(activity: PausedActivity, input: InputOf<'Unpause'>): Result {
  const attempt = input.resetAttempts ? 1 : activity.attempt;
  return {
    state: rescheduled(activity, input.at, attempt, input.resetHeartbeat),
    effects: [],
  };
}

/** The parts of an unpause that a running attempt feels. */
export const unpaused = (
  activity: RunningActivity,
  input: InputOf<'Unpause'>,
): Pick<ActivityFields, 'attempt' | 'lastHeartbeatDetails' | 'lastHeartbeatTime' | 'stamp'> => ({
  attempt: input.resetAttempts ? 1 : activity.attempt,
  lastHeartbeatDetails: input.resetHeartbeat ? undefined : activity.lastHeartbeatDetails,
  lastHeartbeatTime: input.resetHeartbeat ? undefined : activity.lastHeartbeatTime,
  stamp: activity.stamp + 1,
});

/** Of a running attempt only the number changes, which cuts off a worker whose token names another. */
export const resetRunning = (
  activity: RunningActivity,
  input: InputOf<'Reset'>,
): Pick<ActivityFields, 'attempt' | 'reset' | 'resetHeartbeats'> => ({
  attempt: 1,
  reset: true,
  resetHeartbeats: activity.resetHeartbeats || input.resetHeartbeat,
});

/** A reset lifts the pause unless it is told not to. */
export function resetPaused(activity: PausedActivity, input: InputOf<'Reset'>): Result {
  if (!input.keepPaused)
    return { state: rescheduled(activity, input.at, 1, input.resetHeartbeat), effects: [] };
  const resetHeartbeats = activity.resetHeartbeats || input.resetHeartbeat;
  return { state: { ...activity, attempt: 1, reset: true, resetHeartbeats }, effects: [] };
}
