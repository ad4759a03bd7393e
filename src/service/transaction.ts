/** The end of every transaction of a run: limits, what is held back, timers, and what follows. */
import type { EpochMs } from '../common/time.ts';
import type { EventId } from '../protocol/event.ts';
import type { Payloads } from '../protocol/payload.ts';
import type { Execution } from './execution.ts';
import { failStartedWorkflowTask, HISTORY_SERVICE, terminateExecution } from './force-close.ts';
import { encodeText } from './json-payload.ts';
import { unblockQueries } from './query-dispatch.ts';
import { invalidArgument } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { ensureWorkflowTask } from './schedule-workflow-task.ts';
import { timerKey } from './shard.ts';
import type { Shard } from './shard.ts';
import type { Consequence, TimerTask } from './service-task.ts';
import { exceededLimit, transactionTooLarge } from './size-limit.ts';
import type { AbortReason } from './update.ts';

/** How a transaction ends. */
export interface Closing {
  /** Whether what happened is for the workflow to see. */
  readonly createWorkflowTask?: boolean;
  /** A heartbeat only moves a deadline further away, so the timer of the activities may stay. */
  readonly keepActivityTimer?: boolean;
  /** How many bytes of payloads and failures the transaction keeps for later, outside of the history. */
  readonly keptBytes?: number;
  /** Whether a worker completes a workflow task. */
  readonly isCompletion?: boolean;
}

/**
 * Commits what was done to a run. Where a limit is exceeded, the run is terminated instead, and the caller refused.
 * @see temporal service/history/workflow/mutable_state_impl.go: closeTransaction
 */
export function closeTransaction(
  shard: Shard,
  execution: Execution,
  closing: Closing = {},
): Refusal | undefined {
  if (closing.createWorkflowTask === true) ensureWorkflowTask(shard, execution);
  const exceeded = exceededLimit(shard, execution, closing.keptBytes ?? 0);
  if (exceeded !== undefined) terminateInstead(execution, { reason: exceeded });
  if (execution.isRunning) {
    failTaskOfFullBuffer(shard, execution);
    const task = execution.workflowTask;
    if (task.status !== 'None' && task.type === 'Speculative')
      execution.feedWorkflowTask({ type: 'ConvertToNormal' });
  } else {
    abortUpdates(execution, execution.successor ? 'WorkflowContinuing' : 'WorkflowCompleted');
  }
  if (execution.workflowTask.status !== 'Started') execution.flush();
  const tooLarge = transactionTooLarge(shard, execution);
  if (tooLarge !== undefined) return refuseTransaction(shard, execution, tooLarge, closing);
  commitTransaction(shard, execution, closing.keepActivityTimer);
  return exceeded === undefined ? undefined : invalidArgument(exceeded);
}

/** Takes back what was done, and what is only kept in memory, and terminates the run. */
function terminateInstead(
  execution: Execution,
  termination: { readonly reason: string; readonly details?: Payloads },
): void {
  execution.rollback();
  const task = execution.workflowTask;
  if (task.status !== 'None' && task.type === 'Speculative')
    execution.feedWorkflowTask({ type: 'Discard' });
  terminateExecution(execution, { ...termination, identity: HISTORY_SERVICE });
}

/** What cannot be written at once is not written; a completion that asks for it is the end of the run. */
function refuseTransaction(
  shard: Shard,
  execution: Execution,
  message: string,
  closing: Closing,
): Refusal {
  if (closing.isCompletion === true) {
    const reason = 'Transaction size exceeds limit.';
    terminateInstead(execution, { reason, details: encodeText(message) });
    abortUpdates(execution, 'WorkflowCompleted');
    execution.flush();
  } else execution.rollback();
  commitTransaction(shard, execution);
  return invalidArgument(message);
}

/** Gives up the updates that a run will not answer any more. */
export function abortUpdates(execution: Execution, reason: AbortReason): void {
  for (const update of [...execution.updates.values()])
    execution.feedUpdate(update, { type: 'Abort', reason });
}

/** A worker that holds too many events back loses its task. */
function failTaskOfFullBuffer(shard: Shard, execution: Execution): void {
  const { events } = execution;
  if (execution.workflowTask.status !== 'Started') return;
  const acceptable =
    events.bufferedCount <= shard.limits.bufferedEvents &&
    (events.bufferedCount === 0 || events.bufferedSize <= shard.limits.bufferedEventsSize);
  if (acceptable) return;
  failStartedWorkflowTask(execution);
  ensureWorkflowTask(shard, execution);
}

/** Commits as it is, without the end of a transaction: for what is only kept in memory, such as a speculative task. */
export function commitTransaction(
  shard: Shard,
  execution: Execution,
  keepActivityTimer = false,
): void {
  const written = execution.history.length;
  const { successor } = execution;
  for (const consequence of execution.commit()) follow(shard, execution, consequence);
  if (execution.isRunning) refreshTimers(shard, execution, keepActivityTimer);
  else shard.clearTimers(execution);
  if (execution.history.length > written) {
    shard.noteChange(execution);
    shard.historyPolls.answer(shard, execution);
  }
  if (!execution.isRunning) unblockQueries(shard, execution);
  if (successor !== undefined && !shard.executions.has(successor.runId)) {
    shard.register(successor);
    closeTransaction(shard, successor);
  }
}

function follow(shard: Shard, execution: Execution, consequence: Consequence): void {
  switch (consequence.type) {
    case 'AddTransfer':
      return shard.addTransfer(execution, consequence.task);
    case 'AddWorkflowTask':
      return addWorkflowTask(shard, execution);
    case 'AddActivityTask':
      return addActivityTask(shard, execution, consequence.scheduledEventId, consequence.stamp);
    case 'SetRetryTimer': {
      const { scheduledEventId, stamp, at } = consequence;
      const task: TimerTask = { type: 'ActivityRetry', scheduledEventId, stamp };
      return shard.setTimer(execution, timerKey(task), at, task);
    }
    case 'AnswerUpdate':
      return shard.updateCallers.answer(shard, execution, consequence.updateId);
    case 'Reply':
      return shard.reply(consequence.callId, consequence.reply);
  }
}

function addWorkflowTask(shard: Shard, execution: Execution): void {
  const task = execution.workflowTask;
  if (task.status !== 'Scheduled') return;
  const { scheduledEventId, attempt } = task;
  const { stickyQueue } = execution.state;
  const sticky = stickyQueue !== undefined;
  shard.matching.addWorkflowTask(
    { type: 'WorkflowTask', execution, scheduledEventId, attempt, sticky },
    execution.origin.started.taskQueue.name,
    stickyQueue?.name,
    shard.now,
  );
}

/** Puts an attempt into its queue, if it still waits for one. */
export function addActivityTask(
  shard: Shard,
  execution: Execution,
  scheduledEventId: EventId,
  stamp: number,
): void {
  const activity = execution.activities.get(scheduledEventId);
  if (activity?.status !== 'Scheduled' || activity.stamp !== stamp) return;
  shard.matching.addActivityTask(
    { type: 'ActivityTask', execution, scheduledEventId, stamp },
    activity.scheduled.taskQueue.name,
  );
}

/** When the pending workflow task times out. */
function workflowTaskDeadline(execution: Execution): EpochMs | undefined {
  const task = execution.workflowTask;
  switch (task.status) {
    case 'None':
      return undefined;
    case 'Scheduled':
      return task.scheduleToStartTimeout === undefined
        ? undefined
        : task.scheduledTime + task.scheduleToStartTimeout;
    case 'Started':
      return task.startedTime + task.startToCloseTimeout;
  }
}

const USER_TIMER: TimerTask = { type: 'UserTimer' };
const ACTIVITY_TIMEOUT: TimerTask = { type: 'ActivityTimeout' };
const WORKFLOW_TASK_TIMEOUT: TimerTask = { type: 'WorkflowTaskTimeout' };
const WORKFLOW_BACKOFF: TimerTask = { type: 'WorkflowBackoff' };
const WORKFLOW_RUN_TIMEOUT: TimerTask = { type: 'WorkflowRunTimeout' };

/**
 * Sets the timers of a run to what it waits for now; what lies behind the end of the run is not waited for.
 *
 * @divergence What falls due at the very instant of the run's end counts as behind it. On a real service, where things take time,
 * whatever a run asks for begins a little after its start, and so ends a little after its end.
 */
function refreshTimers(shard: Shard, execution: Execution, keepActivityTimer: boolean): void {
  const runExpiration = execution.runExpirationTime;
  const end = runExpiration ?? Infinity;
  arm(shard, execution, USER_TIMER, execution.timerDeadlines.next()?.at, end);
  if (!keepActivityTimer)
    arm(shard, execution, ACTIVITY_TIMEOUT, execution.activityDeadlines.next()?.at, end);
  arm(shard, execution, WORKFLOW_TASK_TIMEOUT, workflowTaskDeadline(execution), end);
  // The end of a pause schedules the task whether the backoff is over or not.
  const waits = execution.isInFirstTaskBackoff && !execution.isPaused;
  const backoffEnd =
    waits && execution.executionTime >= shard.now ? execution.executionTime : undefined;
  arm(shard, execution, WORKFLOW_BACKOFF, backoffEnd, end);
  shard.setTimer(execution, timerKey(WORKFLOW_RUN_TIMEOUT), runExpiration, WORKFLOW_RUN_TIMEOUT);
}

function arm(
  shard: Shard,
  execution: Execution,
  task: TimerTask,
  at: EpochMs | undefined,
  end: EpochMs,
): void {
  const needed = at === undefined || at >= end ? undefined : at;
  shard.setTimer(execution, timerKey(task), needed, task);
}
