/** The timeouts of activities: which one comes next, and when. */
import type { EpochMs } from '../common/time.ts';
import type { TimeoutType } from '../protocol/failure.ts';
import { isPaused, isRunning } from './activity.ts';
import type { PendingActivity } from './activity.ts';

/** The next timeout of an activity. */
export interface ActivityDeadline {
  readonly at: EpochMs;
  readonly timeoutType: TimeoutType;
}

/**
 * The timeout that an activity reaches first; a paused one reaches none.
 *
 * @divergence In virtual time an attempt may start in the very millisecond in which it was scheduled. On a real service it starts
 * later, so where the deadlines of schedule-to-close and of the attempt fall together, schedule-to-close comes first.
 * @see temporal service/history/workflow/timer_sequence.go
 */
export function activityDeadline(
  activity: PendingActivity | undefined,
): ActivityDeadline | undefined {
  if (activity === undefined || isPaused(activity)) return undefined;
  const { scheduled, firstScheduledTime, scheduledTime, lastHeartbeatTime } = activity;
  let first: ActivityDeadline | undefined;
  const consider = (since: EpochMs, timeout: number, timeoutType: TimeoutType): void => {
    if (timeout <= 0) return;
    const at = since + timeout;
    if (first === undefined || at < first.at) first = { at, timeoutType };
  };
  if (!isRunning(activity))
    consider(scheduledTime, scheduled.scheduleToStartTimeout, 'TIMEOUT_TYPE_SCHEDULE_TO_START');
  consider(firstScheduledTime, scheduled.scheduleToCloseTimeout, 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE');
  if (isRunning(activity)) {
    const { startedTime } = activity;
    consider(startedTime, scheduled.startToCloseTimeout, 'TIMEOUT_TYPE_START_TO_CLOSE');
    const since = Math.max(startedTime, lastHeartbeatTime ?? 0);
    consider(since, scheduled.heartbeatTimeout, 'TIMEOUT_TYPE_HEARTBEAT');
  }
  return first;
}
