/** What is done when a timer of the service is due. */
import { unreachable } from '../common/invariant.ts';
import type { Failure } from '../protocol/failure.ts';
import { activityDeadline } from './activity-deadline.ts';
import type { Execution } from './execution.ts';
import { workflowTaskTimedOut } from './fail-workflow-task.ts';
import { failStartedWorkflowTask } from './force-close.ts';
import { stickyQueryTimedOut } from './query-dispatch.ts';
import { afterFailure } from './run-chain.ts';
import type { Shard } from './shard.ts';
import type { TimerTask } from './service-task.ts';
import { addActivityTask, closeTransaction, commitTransaction } from './transaction.ts';

/** Runs the task of a timer; one whose reason has gone does nothing. */
export function runTimerTask(shard: Shard, execution: Execution, task: TimerTask): void {
  if (task.type === 'StickyQueryTimeout')
    return stickyQueryTimedOut(shard, task.queryId, task.stickyQueue);
  if (!execution.isRunning) return;
  switch (task.type) {
    case 'UserTimer':
      return fireUserTimers(shard, execution);
    case 'WorkflowBackoff':
      return endBackoff(shard, execution);
    case 'ActivityRetry':
      return addActivityTask(shard, execution, task.scheduledEventId, task.stamp);
    case 'SignalExternal':
      return shard.addTransfer(execution, task);
    case 'ActivityTimeout':
      return timeOutActivities(shard, execution);
    case 'WorkflowTaskTimeout':
      return workflowTaskTimedOut(shard, execution);
    case 'WorkflowRunTimeout':
      return timeOutRun(shard, execution);
    default:
      return unreachable(task);
  }
}

/** All timers that are due fire in one transaction, by deadline. */
function fireUserTimers(shard: Shard, execution: Execution): void {
  let fired = false;
  for (;;) {
    const startedEventId = execution.timerDeadlines.takeDue(shard.now);
    if (startedEventId === undefined) break;
    const timer = execution.timers.get(startedEventId);
    if (timer === undefined) continue;
    execution.feedTimer(timer, { type: 'Fire' });
    fired = true;
  }
  if (fired) closeTransaction(shard, execution, { createWorkflowTask: true });
  else commitTransaction(shard, execution);
}

/** The start delay or backoff is over. A cancel may have ended it before. */
function endBackoff(shard: Shard, execution: Execution): void {
  if (execution.hadOrHasWorkflowTask) return;
  closeTransaction(shard, execution, { createWorkflowTask: true });
}

/** All timeouts that are due are dealt with in one transaction, by deadline. */
function timeOutActivities(shard: Shard, execution: Execution): void {
  let changed = false;
  let createWorkflowTask = false;
  for (;;) {
    const scheduledEventId = execution.activityDeadlines.takeDue(shard.now);
    if (scheduledEventId === undefined) break;
    const deadline = activityDeadline(execution.activities.get(scheduledEventId));
    if (deadline === undefined) continue;
    const { timeoutType } = deadline;
    const after = execution.feedActivity(scheduledEventId, {
      type: 'TimeOut',
      at: shard.now,
      timeoutType,
    });
    changed = true;
    createWorkflowTask ||= after.status === 'TimedOut';
  }
  if (changed) closeTransaction(shard, execution, { createWorkflowTask });
  else commitTransaction(shard, execution);
}

const RUN_TIMEOUT: Failure = {
  message: 'workflow timeout',
  source: 'Server',
  timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' },
};

/** The run, or the whole chain, has taken too long; the code of the workflow is not asked. */
function timeOutRun(shard: Shard, execution: Execution): void {
  const { lastCompletionResult } = execution.origin.started;
  const expiration = execution.executionExpirationTime;
  const chainExpired = expiration !== undefined && expiration <= shard.now;
  failStartedWorkflowTask(execution);
  const { retryState, successor } = chainExpired
    ? { retryState: 'RETRY_STATE_TIMEOUT' as const, successor: undefined }
    : afterFailure(shard, execution, RUN_TIMEOUT, lastCompletionResult);
  execution.close(
    'TIMED_OUT',
    {
      type: 'WorkflowExecutionTimedOut',
      attributes: { retryState, newExecutionRunId: successor?.runId },
    },
    successor,
  );
  closeTransaction(shard, execution);
}
