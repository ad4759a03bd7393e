/** RespondWorkflowTaskFailed, and the timeouts of workflow tasks. */
import type { Reply, RequestOf } from '../protocol/request.ts';
import { reportedFailure } from './activity-failure.ts';
import { refuseAndClear } from './context-clear.ts';
import type { Execution } from './execution.ts';
import { findWorkflowTask } from './find-workflow-task.ts';
import { causeName, HISTORY_SERVICE, terminateExecution } from './force-close.ts';
import { isRefusal, WORKFLOW_CLOSED, WORKFLOW_TASK_NOT_FOUND } from './refusal.ts';
import type { Shard } from './shard.ts';
import { closeTransaction } from './transaction.ts';

const DONE = { ok: true, response: {} } as const;

/** @see WorkflowService.RespondWorkflowTaskFailed */
export function respondWorkflowTaskFailed(
  shard: Shard,
  request: RequestOf<'RespondWorkflowTaskFailed'>,
): Reply<'RespondWorkflowTaskFailed'> {
  const found = findWorkflowTask(shard, request.taskToken);
  if (isRefusal(found)) return found;
  const { execution, task } = found;
  if (!execution.isRunning) return refuseAndClear(shard, execution, WORKFLOW_CLOSED);
  if (task === undefined) return WORKFLOW_TASK_NOT_FOUND;
  const { cause, identity } = request;
  if (cause === 'WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE') {
    terminateExecution(execution, { reason: causeName(cause), identity: HISTORY_SERVICE });
    return closeTransaction(shard, execution) ?? DONE;
  }
  const sticky = forgetStickyQueue(execution);
  const { nextEventId } = execution.events;
  const failure = reportedFailure(request.failure, shard.limits);
  execution.feedWorkflowTask({ type: 'Fail', nextEventId, cause, failure, identity, sticky });
  if (cause === 'WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND')
    execution.change({ closeAttempted: true });
  const createWorkflowTask = true;
  return closeTransaction(shard, execution, { createWorkflowTask }) ?? DONE;
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
