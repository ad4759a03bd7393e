/** The timeouts of workflows and activities: what is filled in, and what caps what. */
import type { DurationMs } from '../common/time.ts';
import type { CommandAttributes } from '../protocol/command.ts';

/** Durations are capped at a hundred years. */
const MAXIMUM = 100 * 365 * 24 * 3_600_000;
const MAXIMUM_WORKFLOW_TASK_TIMEOUT = 120_000;

/** A duration as the service takes it: unset is none. */
export const capped = (duration: DurationMs | undefined): DurationMs =>
  Math.min(duration ?? 0, MAXIMUM);

/** @see temporal service/history/api/create_workflow_util.go: overrideWorkflowRunTimeout */
export function workflowRunTimeout(
  runTimeout: DurationMs | undefined,
  executionTimeout: DurationMs | undefined,
): DurationMs {
  const run = capped(runTimeout);
  const execution = capped(executionTimeout);
  if (execution === 0) return run;
  return run === 0 ? execution : Math.min(run, execution);
}

/** @see temporal service/history/api/create_workflow_util.go: overrideWorkflowTaskTimeout */
export function workflowTaskTimeout(
  taskTimeout: DurationMs | undefined,
  runTimeout: DurationMs,
  byDefault: DurationMs,
): DurationMs {
  const timeout = Math.min(capped(taskTimeout) || byDefault, MAXIMUM_WORKFLOW_TASK_TIMEOUT);
  return runTimeout === 0 ? timeout : Math.min(timeout, runTimeout);
}

/** The four timeouts of an activity, with nothing left open; 0 is none. */
export interface ActivityTimeouts {
  readonly scheduleToCloseTimeout: DurationMs;
  readonly scheduleToStartTimeout: DurationMs;
  readonly startToCloseTimeout: DurationMs;
  readonly heartbeatTimeout: DurationMs;
}

/**
 * Fills in the timeouts of an activity, or says what is wrong with them.
 * @see temporal chasm/lib/activity/validator.go: validateAndNormalizeTimeouts
 */
export function activityTimeouts(
  command: CommandAttributes['ScheduleActivityTask'],
  runTimeout: DurationMs,
): ActivityTimeouts | string {
  const scheduleToClose = capped(command.scheduleToCloseTimeout);
  let scheduleToStart = capped(command.scheduleToStartTimeout);
  let startToClose = capped(command.startToCloseTimeout);
  const heartbeat = capped(command.heartbeatTimeout);
  if (scheduleToClose < 0) return 'invalid ScheduleToCloseTimeout: negative duration';
  if (scheduleToStart < 0) return 'invalid ScheduleToStartTimeout: negative duration';
  if (startToClose < 0) return 'invalid StartToCloseTimeout: negative duration';
  if (heartbeat < 0) return 'invalid HeartbeatTimeout: negative duration';
  if (scheduleToClose > 0) {
    scheduleToStart = Math.min(scheduleToStart || scheduleToClose, scheduleToClose);
    startToClose = Math.min(startToClose || scheduleToClose, scheduleToClose);
  } else if (startToClose > 0) {
    scheduleToStart ||= runTimeout;
  } else {
    return `a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity. ActivityId=${command.activityId} ActivityType=${command.activityType.name}`;
  }
  const cap = (timeout: DurationMs): DurationMs =>
    runTimeout > 0 ? Math.min(timeout, runTimeout) : timeout;
  startToClose = cap(startToClose);
  return {
    scheduleToCloseTimeout: cap(scheduleToClose || runTimeout),
    scheduleToStartTimeout: cap(scheduleToStart),
    startToCloseTimeout: startToClose,
    heartbeatTimeout: Math.min(cap(heartbeat), startToClose),
  };
}
