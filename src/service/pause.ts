/** Pausing, unpausing and resetting activities, and pausing whole workflows. */
import type { EventId } from '../protocol/event.ts';
import type { Reply, RequestOf } from '../protocol/request.ts';
import { isPaused } from './activity.ts';
import { refuseAndClear } from './context-clear.ts';
import type { Execution } from './execution.ts';
import { failPendingWorkflowTask } from './force-close.ts';
import {
  ACTIVITY_NOT_PENDING,
  failedPrecondition,
  invalidArgument,
  isRefusal,
  refuse,
  WORKFLOW_CLOSED,
} from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { closeTransaction } from './transaction.ts';

const DONE = { ok: true, response: {} } as const;

function findActivity(
  shard: Shard,
  request: { execution: { workflowId: string; runId?: string | undefined }; id: string },
): { execution: Execution; scheduledEventId: EventId } | Refusal {
  const execution = shard.findUnchecked(request.execution.workflowId, request.execution.runId);
  if (isRefusal(execution)) return execution;
  if (!execution.isRunning) return refuseAndClear(shard, execution, WORKFLOW_CLOSED);
  const scheduledEventId = execution.activityIds.get(request.id);
  if (scheduledEventId !== undefined) return { execution, scheduledEventId };
  return refuseAndClear(shard, execution, ACTIVITY_NOT_PENDING);
}

/** @see WorkflowService.PauseActivity */
export function pauseActivity(
  shard: Shard,
  request: RequestOf<'PauseActivity'>,
): Reply<'PauseActivity'> {
  const found = findActivity(shard, request);
  if (isRefusal(found)) return found;
  const { execution, scheduledEventId } = found;
  const { requestId = '' } = request;
  const activity = execution.activities.get(scheduledEventId);
  if (activity === undefined || !isPaused(activity))
    execution.feedActivity(scheduledEventId, { type: 'Pause', requestId });
  else if (activity.pauseRequestId !== requestId)
    return refuseAndClear(shard, execution, failedPrecondition('activity is already paused'));
  return closeTransaction(shard, execution) ?? DONE;
}

/** @see WorkflowService.UnpauseActivity */
export function unpauseActivity(
  shard: Shard,
  request: RequestOf<'UnpauseActivity'>,
): Reply<'UnpauseActivity'> {
  const found = findActivity(shard, request);
  if (isRefusal(found)) return found;
  const { execution, scheduledEventId } = found;
  execution.feedActivity(scheduledEventId, {
    type: 'Unpause',
    at: shard.now,
    resetAttempts: request.resetAttempts === true,
    resetHeartbeat: request.resetHeartbeat === true,
  });
  return closeTransaction(shard, execution) ?? DONE;
}

/** @see WorkflowService.ResetActivity */
export function resetActivity(
  shard: Shard,
  request: RequestOf<'ResetActivity'>,
): Reply<'ResetActivity'> {
  const found = findActivity(shard, request);
  if (isRefusal(found)) return found;
  const { execution, scheduledEventId } = found;
  execution.feedActivity(scheduledEventId, {
    type: 'Reset',
    at: shard.now,
    resetHeartbeat: request.resetHeartbeat === true,
    keepPaused: request.keepPaused === true,
  });
  return closeTransaction(shard, execution) ?? DONE;
}

type PauseRequest = RequestOf<'PauseWorkflowExecution'>;

function pauseProblem(shard: Shard, request: PauseRequest): Refusal | undefined {
  const maximum = shard.limits.maxIdLength;
  if ((request.reason ?? '').length > maximum) return invalidArgument('reason is too long.');
  if ((request.requestId ?? '').length > maximum) return invalidArgument('request id is too long.');
  if ((request.identity ?? '').length > maximum) return invalidArgument('identity is too long.');
  return undefined;
}

/** @see WorkflowService.PauseWorkflowExecution */
export function pauseWorkflowExecution(
  shard: Shard,
  request: PauseRequest,
): Reply<'PauseWorkflowExecution'> {
  if (!shard.workflowPause)
    return refuse(
      'UNIMPLEMENTED',
      `workflow pause is not enabled for namespace: ${shard.namespace}`,
    );
  const problem = pauseProblem(shard, request);
  if (problem !== undefined) return problem;
  const execution = shard.findUnchecked(request.workflowId, request.runId);
  if (isRefusal(execution)) return execution;
  if (!execution.isRunning) return WORKFLOW_CLOSED;
  const { identity, reason, requestId } = request;
  if (execution.isPaused) {
    const again = (requestId ?? '') !== '' && execution.state.pauseRequestId === requestId;
    return again ? DONE : failedPrecondition('workflow is already paused.');
  }
  execution.add({ type: 'WorkflowExecutionPaused', attributes: { identity, reason, requestId } });
  execution.change({ status: 'PAUSED', pauseRequestId: requestId });
  execution.restampActivities(false);
  if (execution.workflowTask.status === 'Scheduled')
    failPendingWorkflowTask(
      execution,
      'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_PAUSE_REQUESTED_BEFORE_TASK_STARTED',
    );
  return closeTransaction(shard, execution) ?? DONE;
}

/** @see WorkflowService.UnpauseWorkflowExecution */
export function unpauseWorkflowExecution(
  shard: Shard,
  request: RequestOf<'UnpauseWorkflowExecution'>,
): Reply<'UnpauseWorkflowExecution'> {
  const problem = pauseProblem(shard, request);
  if (problem !== undefined) return problem;
  const execution = shard.findUnchecked(request.workflowId, request.runId);
  if (isRefusal(execution)) return execution;
  if (!execution.isRunning) return WORKFLOW_CLOSED;
  if (!execution.isPaused) return failedPrecondition('workflow is not paused.');
  const { identity, reason, requestId } = request;
  execution.add({ type: 'WorkflowExecutionUnpaused', attributes: { identity, reason, requestId } });
  execution.change({ status: 'RUNNING', pauseRequestId: undefined });
  execution.restampActivities(true);
  return closeTransaction(shard, execution, { createWorkflowTask: true }) ?? DONE;
}
