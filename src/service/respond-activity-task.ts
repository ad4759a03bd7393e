/** What workers say about attempts of activities: heartbeats, and how an attempt ended. */
import type { EventId } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Payloads } from '../protocol/payload.ts';
import type { HeartbeatAnswer, Reply } from '../protocol/request.ts';
import type { TaskToken } from '../protocol/task.ts';
import { isPaused, isRunning } from './activity.ts';
import type { PendingActivity, RunningActivity } from './activity.ts';
import { keptFailure, reportedFailure, serverFailure } from './activity-failure.ts';
import { refuseAndClear } from './context-clear.ts';
import type { Execution } from './execution.ts';
import { payloadsSize } from './payload-size.ts';
import {
  ACTIVITY_TASK_NOT_FOUND,
  invalidArgument,
  isRefusal,
  notFound,
  WORKFLOW_CLOSED,
} from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { readActivityTaskToken } from './task-token.ts';
import { closeTransaction } from './transaction.ts';

/** How a worker names an attempt: by its token, or the activity by its id. */
export type AttemptReference =
  | { readonly taskToken: TaskToken; readonly identity?: string | undefined }
  | {
      readonly workflowId: string;
      readonly runId?: string | undefined;
      readonly activityId: string;
      readonly identity?: string | undefined;
    };

interface Found {
  readonly execution: Execution;
  readonly scheduledEventId: EventId;
  readonly activity: PendingActivity;
  readonly byId: boolean;
}

function findByToken(shard: Shard, taskToken: TaskToken): Found | Refusal {
  const token = readActivityTaskToken(taskToken);
  if (isRefusal(token)) return token;
  const execution = shard.find(token.workflowId, token.runId);
  if (isRefusal(execution)) return execution;
  if (!execution.isRunning) return refuseAndClear(shard, execution, WORKFLOW_CLOSED);
  const { scheduledEventId, attempt } = token;
  const activity = execution.activities.get(scheduledEventId);
  if (activity === undefined || activity.attempt !== attempt)
    return refuseAndClear(shard, execution, ACTIVITY_TASK_NOT_FOUND);
  return { execution, scheduledEventId, activity, byId: false };
}

function findById(
  shard: Shard,
  workflowId: string,
  runId: string | undefined,
  activityId: string,
): Found | Refusal {
  if (activityId === '') return invalidArgument('ActivityId is not set on request.');
  const execution = shard.findUnchecked(workflowId, runId);
  if (isRefusal(execution)) return execution;
  if (!execution.isRunning) return refuseAndClear(shard, execution, WORKFLOW_CLOSED);
  const scheduledEventId = execution.activityIds.get(activityId) ?? 0;
  const activity = execution.activities.get(scheduledEventId);
  if (activity === undefined)
    return refuseAndClear(
      shard,
      execution,
      notFound(
        `cannot find pending activity with ActivityID ${activityId}, check workflow execution history for more details`,
      ),
    );
  return { execution, scheduledEventId, activity, byId: true };
}

function find(shard: Shard, reference: AttemptReference): Found | Refusal {
  if ('taskToken' in reference) return findByToken(shard, reference.taskToken);
  return findById(shard, reference.workflowId, reference.runId, reference.activityId);
}

/** Finds an attempt that runs. */
function findRunning(
  shard: Shard,
  reference: AttemptReference,
): (Found & { readonly activity: RunningActivity }) | Refusal {
  const found = find(shard, reference);
  if (isRefusal(found)) return found;
  const { activity } = found;
  if (isRunning(activity)) return { ...found, activity };
  return refuseAndClear(shard, found.execution, ACTIVITY_TASK_NOT_FOUND);
}

const DONE = { ok: true, response: {} } as const;

/** Records a heartbeat; every one after a cancel request says so. */
export function recordHeartbeat(
  shard: Shard,
  reference: AttemptReference,
  details: Payloads | undefined,
): Reply<'RecordActivityTaskHeartbeat'> {
  if (payloadsSize(details) > shard.limits.blobSize) {
    const failure = serverFailure('Heartbeat details exceed size limit.');
    const failed = failAttempt(shard, reference, failure, undefined);
    if (!failed.ok) return failed;
    return {
      ok: true,
      response: { cancelRequested: true, activityPaused: false, activityReset: false },
    };
  }
  const found = findRunning(shard, reference);
  if (isRefusal(found)) return found;
  const { execution, scheduledEventId, activity } = found;
  const { identity } = reference;
  execution.feedActivity(scheduledEventId, { type: 'Heartbeat', at: shard.now, details, identity });
  const keptBytes = payloadsSize(details);
  const exceeded = closeTransaction(shard, execution, { keepActivityTimer: true, keptBytes });
  if (exceeded !== undefined) return exceeded;
  const response: HeartbeatAnswer = {
    cancelRequested: activity.status === 'CancelRequested',
    activityPaused: isPaused(activity),
    activityReset: activity.reset,
  };
  return { ok: true, response };
}

/** The attempt completed; by id also an activity that no worker runs. */
export function completeAttempt(
  shard: Shard,
  reference: AttemptReference,
  result: Payloads | undefined,
): Reply<'RespondActivityTaskCompleted'> {
  if (payloadsSize(result) > shard.limits.blobSize)
    return failAttempt(
      shard,
      reference,
      serverFailure('Complete result exceeds size limit.'),
      undefined,
    );
  const found = find(shard, reference);
  if (isRefusal(found)) return found;
  const { execution, scheduledEventId, activity, byId } = found;
  if (!byId && !isRunning(activity))
    return refuseAndClear(shard, execution, ACTIVITY_TASK_NOT_FOUND);
  const { identity } = reference;
  execution.feedActivity(scheduledEventId, { type: 'Complete', at: shard.now, result, identity });
  return closeTransaction(shard, execution, { createWorkflowTask: true }) ?? DONE;
}

/** The attempt failed: it is retried, or the activity has failed. */
function failAttempt(
  shard: Shard,
  reference: AttemptReference,
  failure: Failure | undefined,
  lastHeartbeatDetails: Payloads | undefined,
): Reply<'RespondActivityTaskFailed'> {
  const found = findRunning(shard, reference);
  if (isRefusal(found)) return found;
  const { execution, scheduledEventId } = found;
  const { identity } = reference;
  const kept = keptFailure(failure, shard.limits.activityFailureSize);
  const after = execution.feedActivity(scheduledEventId, {
    type: 'Fail',
    at: shard.now,
    failure,
    kept,
    lastHeartbeatDetails,
    identity,
  });
  const createWorkflowTask = after.status === 'Failed';
  const keptBytes = payloadsSize(lastHeartbeatDetails);
  return closeTransaction(shard, execution, { createWorkflowTask, keptBytes }) ?? DONE;
}

/** An attempt failed, in the words of its worker; only one that is named by its token must say that it was user code that failed. */
export function respondFailed(
  shard: Shard,
  reference: AttemptReference,
  failure: Failure | undefined,
  lastHeartbeatDetails: Payloads | undefined,
): Reply<'RespondActivityTaskFailed'> {
  if ('taskToken' in reference) {
    const token = readActivityTaskToken(reference.taskToken);
    if (isRefusal(token)) return token;
    if (failure !== undefined && failure.applicationFailureInfo === undefined)
      return invalidArgument('Failure must have ApplicationFailureInfo.');
  }
  const detailsTooLarge = payloadsSize(lastHeartbeatDetails) > shard.limits.blobSize;
  return failAttempt(
    shard,
    reference,
    reportedFailure(failure, shard.limits),
    detailsTooLarge ? undefined : lastHeartbeatDetails,
  );
}

const NOT_CANCEL_REQUESTED = invalidArgument(
  'unable to mark activity as canceled without activity being request canceled first',
);

/** The attempt has stopped because it was asked to; nobody else may say so. */
export function cancelAttempt(
  shard: Shard,
  reference: AttemptReference,
  details: Payloads | undefined,
): Reply<'RespondActivityTaskCanceled'> {
  if (payloadsSize(details) > shard.limits.blobSize)
    return failAttempt(
      shard,
      reference,
      serverFailure('Cancel details exceed size limit.'),
      undefined,
    );
  const found = findRunning(shard, reference);
  if (isRefusal(found)) return found;
  const { execution, scheduledEventId, activity } = found;
  if (activity.status !== 'CancelRequested')
    return refuseAndClear(shard, execution, NOT_CANCEL_REQUESTED);
  const { identity } = reference;
  execution.feedActivity(scheduledEventId, { type: 'Cancel', details, identity });
  return closeTransaction(shard, execution, { createWorkflowTask: true }) ?? DONE;
}
