/** RespondWorkflowTaskFailed, and the timeouts of workflow tasks. */
import type { Reply, RequestOf } from '../protocol/request.ts';
import { findRun, findWorkflowTask } from './find-workflow-task.ts';
import { isRefusal, WORKFLOW_CLOSED } from './refusal.ts';
import type { Execution } from './execution.ts';
import type { Shard } from './shard.ts';
import { closeTransaction } from './transaction.ts';

/** @see WorkflowService.RespondWorkflowTaskFailed */
export function respondWorkflowTaskFailed(
  shard: Shard,
  request: RequestOf<'RespondWorkflowTaskFailed'>,
): Reply<'RespondWorkflowTaskFailed'> {
  const run = findRun(shard, request.taskToken);
  if (!isRefusal(run) && !run.isRunning) return WORKFLOW_CLOSED;
  const found = findWorkflowTask(shard, request.taskToken);
  if (isRefusal(found)) return found;
  const { execution } = found;
  const { cause, failure, identity } = request;
  const sticky = forgetStickyQueue(execution);
  const { nextEventId } = execution.events;
  execution.feedWorkflowTask({ type: 'Fail', nextEventId, cause, failure, identity, sticky });
  const createWorkflowTask = true;
  return closeTransaction(shard, execution, { createWorkflowTask }) ?? { ok: true, response: {} };
}

/** The pending workflow task was not taken, or not completed, in time. */
export function workflowTaskTimedOut(shard: Shard, execution: Execution): void {
  const task = execution.workflowTask;
  if (!execution.isRunning || task.status === 'None') return;
  const timeoutType =
    task.status === 'Scheduled' ? 'TIMEOUT_TYPE_SCHEDULE_TO_START' : 'TIMEOUT_TYPE_START_TO_CLOSE';
  const deadline =
    task.status === 'Scheduled'
      ? task.scheduledTime + (task.scheduleToStartTimeout ?? Infinity)
      : task.startedTime + task.startToCloseTimeout;
  if (deadline > shard.now) return;
  const sticky = forgetStickyQueue(execution);
  const { nextEventId } = execution.events;
  execution.feedWorkflowTask({ type: 'TimeOut', nextEventId, timeoutType, sticky });
  closeTransaction(shard, execution, { createWorkflowTask: true });
}

/** A task that ends badly ends stickiness; says whether there was any. */
function forgetStickyQueue(execution: Execution): boolean {
  if (execution.state.stickyQueue === undefined) return false;
  execution.change({ stickyQueue: undefined });
  return true;
}
