/** RecordActivityTaskStarted: an attempt of an activity is handed to a worker. */
import type { EventId } from '../protocol/event.ts';
import type { ActivityTask } from '../protocol/task.ts';
import type { Execution } from './execution.ts';
import type { Shard } from './shard.ts';
import { activityTaskToken } from './task-token.ts';

/** Starts an attempt, and gives it as the worker gets it; the caller closes the transaction. */
export function startActivityTask(
  shard: Shard,
  execution: Execution,
  scheduledEventId: EventId,
  identity: string | undefined,
): ActivityTask {
  const activity = execution.feedActivity(scheduledEventId, {
    type: 'Start',
    at: shard.now,
    requestId: shard.newId(),
    identity,
  });
  const { scheduled, attempt } = activity;
  return {
    taskToken: activityTaskToken({ ...execution.reference, scheduledEventId, attempt }),
    workflowNamespace: shard.namespace,
    workflowType: execution.origin.started.workflowType,
    workflowExecution: execution.reference,
    activityType: scheduled.activityType,
    activityId: scheduled.activityId,
    header: scheduled.header,
    input: scheduled.input,
    heartbeatDetails: activity.lastHeartbeatDetails,
    scheduledTime: activity.firstScheduledTime,
    currentAttemptScheduledTime: activity.scheduledTime,
    startedTime: shard.now,
    attempt,
    scheduleToCloseTimeout: scheduled.scheduleToCloseTimeout,
    startToCloseTimeout: scheduled.startToCloseTimeout,
    heartbeatTimeout: scheduled.heartbeatTimeout,
    retryPolicy: activity.retryPolicy,
    priority: scheduled.priority,
  };
}
