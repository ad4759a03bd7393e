/** DescribeWorkflowExecution: how a run stands, and what it has pending. */
import type {
  WorkflowExecutionInfo,
  PendingActivityInfo,
  PendingChildInfo,
  Reply,
  RequestOf,
  ResponseOf,
} from '../protocol/request.ts';
import { isAskedToStop, isPaused, isRunning } from './activity.ts';
import type { PendingActivity } from './activity.ts';
import type { PendingChild } from './child-workflow.ts';
import type { Execution } from './execution.ts';
import { isRefusal } from './refusal.ts';
import type { Shard } from './shard.ts';

type Description = ResponseOf<'DescribeWorkflowExecution'>;

/** One run as lists of executions and descriptions show it. */
export function executionInfo(execution: Execution): WorkflowExecutionInfo {
  const { started, startTime } = execution.origin;
  const { status, closeTime, memo, searchAttributes } = execution.state;
  return {
    execution: execution.reference,
    type: started.workflowType,
    startTime,
    executionTime: execution.executionTime,
    closeTime,
    status,
    historyLength: execution.history.length,
    historySizeBytes: execution.events.writtenSize,
    parentExecution: started.parentWorkflowExecution,
    rootExecution: started.rootWorkflowExecution ?? execution.reference,
    firstRunId: started.firstExecutionRunId,
    memo: memo ?? { fields: {} },
    searchAttributes: searchAttributes ?? { indexedFields: {} },
    taskQueue: started.taskQueue.name,
  };
}

const ACTIVITY_STATES: Record<PendingActivity['status'], PendingActivityInfo['state']> = {
  Scheduled: 'PENDING_ACTIVITY_STATE_SCHEDULED',
  Started: 'PENDING_ACTIVITY_STATE_STARTED',
  CancelRequested: 'PENDING_ACTIVITY_STATE_CANCEL_REQUESTED',
  Paused: 'PENDING_ACTIVITY_STATE_PAUSED',
  PauseRequested: 'PENDING_ACTIVITY_STATE_PAUSE_REQUESTED',
};

function pendingActivity(activity: PendingActivity): PendingActivityInfo {
  return {
    activityId: activity.scheduled.activityId,
    activityType: activity.scheduled.activityType,
    state: ACTIVITY_STATES[isAskedToStop(activity) ? 'CancelRequested' : activity.status],
    heartbeatDetails:
      activity.lastHeartbeatTime === undefined ? undefined : activity.lastHeartbeatDetails,
    lastHeartbeatTime: activity.lastHeartbeatTime,
    lastStartedTime: isRunning(activity) ? activity.startedTime : undefined,
    scheduledTime: activity.scheduledTime,
    expirationTime: activity.expirationTime,
    attempt: activity.attempt,
    maximumAttempts: activity.retryPolicy.maximumAttempts,
    lastFailure: activity.lastFailure,
    lastWorkerIdentity: activity.lastWorkerIdentity,
    paused: isPaused(activity),
  };
}

const pendingChild = (child: PendingChild): PendingChildInfo => ({
  workflowId: child.initiated.workflowId,
  runId: child.status === 'Started' ? child.firstExecutionRunId : '',
  workflowTypeName: child.initiated.workflowType.name,
  initiatedId: child.initiatedEventId,
  parentClosePolicy: child.initiated.parentClosePolicy,
});

/** A closed run still shows the task that was scheduled when it closed. */
function pendingWorkflowTask(execution: Execution): Description['pendingWorkflowTask'] {
  const task = execution.workflowTask;
  switch (task.status) {
    case 'None':
      return undefined;
    case 'Scheduled': {
      const { scheduledTime, attempt } = task;
      return { state: 'PENDING_WORKFLOW_TASK_STATE_SCHEDULED', scheduledTime, attempt };
    }
    case 'Started': {
      const { scheduledTime, startedTime, attempt } = task;
      return { state: 'PENDING_WORKFLOW_TASK_STATE_STARTED', scheduledTime, startedTime, attempt };
    }
  }
}

/** @see WorkflowService.DescribeWorkflowExecution */
export function describeWorkflowExecution(
  shard: Shard,
  request: RequestOf<'DescribeWorkflowExecution'>,
): Reply<'DescribeWorkflowExecution'> {
  const { workflowId, runId } = request.execution;
  const execution = shard.find(workflowId, runId);
  if (isRefusal(execution)) return execution;
  const { started, userMetadata } = execution.origin;
  const response: Description = {
    executionConfig: {
      taskQueue: started.taskQueue,
      workflowExecutionTimeout: started.workflowExecutionTimeout || undefined,
      workflowRunTimeout: started.workflowRunTimeout || undefined,
      defaultWorkflowTaskTimeout: started.workflowTaskTimeout,
      userMetadata,
    },
    workflowExecutionInfo: executionInfo(execution),
    pendingActivities: [...execution.activities.values()].map(pendingActivity),
    pendingChildren: [...execution.children.values()].map(pendingChild),
    pendingWorkflowTask: pendingWorkflowTask(execution),
    workflowExtendedInfo: {
      cancelRequested: execution.state.cancelRequested,
      executionExpirationTime: execution.executionExpirationTime,
      runExpirationTime: execution.runExpirationTime,
    },
  };
  return { ok: true, response };
}
