/** Scheduling a workflow task: what was buffered comes first. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { TaskQueue } from '../protocol/payload.ts';
import type { Execution } from './execution.ts';
import type { Shard } from './shard.ts';
import type { WorkflowTaskType } from './workflow-task.ts';

const ATTEMPTS_WITHOUT_BACKOFF = 3;
const RETRY_INITIAL_INTERVAL = 5000;
/** A speculative task that no worker takes within this time becomes a normal one. */
const SPECULATIVE_SCHEDULE_TO_START_TIMEOUT = 5000;

/** Chance takes up to so much off a backoff. @see temporal common/backoff/retrypolicy.go: ComputeNextDelay */
const JITTER = 0.1;

/**
 * How long a worker may work on an attempt.
 * @divergence Of the time that is added from the fourth attempt on, the real service takes up to a tenth off at random; here only
 * explorations do.
 * @see temporal service/history/workflow/workflow_task_state_machine.go: getStartToCloseTimeout
 */
function startToCloseTimeout(shard: Shard, execution: Execution, attempt: number): DurationMs {
  const timeout = execution.origin.started.workflowTaskTimeout;
  if (attempt <= ATTEMPTS_WITHOUT_BACKOFF) return timeout;
  const backoff = RETRY_INITIAL_INTERVAL * Math.pow(2, attempt - ATTEMPTS_WITHOUT_BACKOFF - 1);
  const added = Math.min(backoff, shard.limits.workflowTaskRetryMaxInterval);
  const what = `workflow:${execution.workflowId} task may take longer by`;
  return timeout + shard.jitter(what, added * (1 - JITTER), added, added);
}

/** The queue that the next task of a run goes to. */
export function currentTaskQueue(execution: Execution): TaskQueue {
  const { stickyQueue } = execution.state;
  const { name } = execution.origin.started.taskQueue;
  return stickyQueue === undefined
    ? { name, kind: 'TASK_QUEUE_KIND_NORMAL' }
    : { name: stickyQueue.name, kind: 'TASK_QUEUE_KIND_STICKY', normalName: name };
}

/** How a workflow task is scheduled. */
export interface Scheduling {
  readonly type?: WorkflowTaskType;
  /** When the first of a row of task heartbeats was scheduled. */
  readonly originalScheduledTime?: EpochMs | undefined;
  /** The task is started in the same transaction, so it goes to no queue. */
  readonly inline?: boolean;
}

/** Schedules a workflow task. None may be pending. */
export function scheduleWorkflowTask(
  shard: Shard,
  execution: Execution,
  scheduling: Scheduling = {},
): void {
  const { type = 'Normal', originalScheduledTime = shard.now, inline = false } = scheduling;
  const flushed = execution.events.hasBufferedEvents;
  if (flushed) execution.flush();
  const { stickyQueue } = execution.state;
  execution.feedWorkflowTask({
    type: 'Schedule',
    taskType: type,
    at: shard.now,
    nextEventId: execution.events.nextEventId,
    flushed,
    taskQueue: currentTaskQueue(execution),
    startToCloseTimeout: (attempt) => startToCloseTimeout(shard, execution, attempt),
    scheduleToStartTimeout:
      stickyQueue?.scheduleToStartTimeout ??
      (type === 'Speculative' ? SPECULATIVE_SCHEDULE_TO_START_TIMEOUT : undefined),
    originalScheduledTime,
  });
  if (!inline) execution.follow({ type: 'AddWorkflowTask' });
}

/** Schedules a workflow task unless one is pending or the workflow is paused. */
export function ensureWorkflowTask(shard: Shard, execution: Execution): void {
  if (execution.workflowTask.status !== 'None' || !execution.isRunning || execution.isPaused)
    return;
  scheduleWorkflowTask(shard, execution);
}
