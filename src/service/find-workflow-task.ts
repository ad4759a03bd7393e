/** Finds the workflow task that a worker's answer is about. */
import type { TaskToken } from '../protocol/task.ts';
import type { Execution } from './execution.ts';
import { isRefusal, WORKFLOW_TASK_NOT_FOUND } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { readWorkflowTaskToken } from './task-token.ts';
import type { StartedWorkflowTask } from './workflow-task.ts';

/** The run of a token, and its task if that is the one that the token means and is started. */
export function findWorkflowTask(
  shard: Shard,
  taskToken: TaskToken,
): { readonly execution: Execution; readonly task: StartedWorkflowTask | undefined } | Refusal {
  const token = readWorkflowTaskToken(taskToken);
  if (isRefusal(token)) return token;
  const execution = shard.find(token.workflowId, token.runId);
  if (isRefusal(execution)) return execution;
  const task = execution.workflowTask;
  const isMeant =
    execution.isRunning &&
    task.status === 'Started' &&
    task.scheduledEventId === token.scheduledEventId &&
    task.startedEventId === token.startedEventId &&
    task.attempt === token.attempt &&
    task.requestId === token.requestId;
  return { execution, task: isMeant ? task : undefined };
}

/** The task that a token means, if it is the one that is started. */
export function findStartedWorkflowTask(
  shard: Shard,
  taskToken: TaskToken,
): { readonly execution: Execution; readonly task: StartedWorkflowTask } | Refusal {
  const found = findWorkflowTask(shard, taskToken);
  if (isRefusal(found)) return found;
  const { execution, task } = found;
  return task === undefined ? WORKFLOW_TASK_NOT_FOUND : { execution, task };
}
