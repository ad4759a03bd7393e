/** When a task that a worker has times out, if nothing more is heard of it. */
import type { EpochMs } from '../common/time.ts';
import type { TaskToken } from '../protocol/task.ts';
import { activityDeadline } from './activity-deadline.ts';
import { isRefusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import {
  readActivityTaskToken,
  readWorkflowTaskToken,
  type ActivityTaskToken,
  type WorkflowTaskToken,
} from './task-token.ts';

/** Of a workflow task, or of an attempt of an activity; undefined if it is not under way, or has no timeout. */
export function taskDeadline(shard: Shard, token: TaskToken): EpochMs | undefined {
  const ofActivity = readActivityTaskToken(token);
  if (!isRefusal(ofActivity)) return attemptDeadline(shard, ofActivity);
  const ofWorkflow = readWorkflowTaskToken(token);
  return isRefusal(ofWorkflow) ? undefined : workflowTaskDeadline(shard, ofWorkflow);
}

function attemptDeadline(
  { executions }: Shard,
  { runId, scheduledEventId, attempt }: ActivityTaskToken,
): EpochMs | undefined {
  const activity = executions.get(runId)?.activities.get(scheduledEventId);
  return activity?.attempt === attempt ? activityDeadline(activity)?.at : undefined;
}

function workflowTaskDeadline(
  { executions }: Shard,
  { runId, attempt }: WorkflowTaskToken,
): EpochMs | undefined {
  const task = executions.get(runId)?.workflowTask;
  if (task?.status !== 'Started' || task.attempt !== attempt) return undefined;
  return task.startedTime + task.startToCloseTimeout;
}
