/** Finds the workflow task that a worker's answer is about. */
import type { TaskToken } from '../protocol/task.ts';
import type { Execution } from './execution.ts';
import { invalidArgument, WORKFLOW_TASK_NOT_FOUND } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { readWorkflowTaskToken } from './task-token.ts';
import type { StartedWorkflowTask } from './workflow-task.ts';

/** The run of a token, whether or not its task is still pending. */
export function findRun(shard: Shard, taskToken: TaskToken): Execution | Refusal {
  const token = readWorkflowTaskToken(taskToken);
  if (token === undefined) return invalidArgument('error deserializing task token');
  return shard.executions.get(token.runId) ?? WORKFLOW_TASK_NOT_FOUND;
}

/** The task of a token, if it is the one that is started. */
export function findWorkflowTask(
  shard: Shard,
  taskToken: TaskToken,
): { readonly execution: Execution; readonly task: StartedWorkflowTask } | Refusal {
  const token = readWorkflowTaskToken(taskToken);
  if (token === undefined) return invalidArgument('error deserializing task token');
  const execution = shard.executions.get(token.runId);
  const task = execution?.workflowTask;
  if (
    execution === undefined ||
    !execution.isRunning ||
    task?.status !== 'Started' ||
    task.scheduledEventId !== token.scheduledEventId ||
    task.startedEventId !== token.startedEventId ||
    task.attempt !== token.attempt
  )
    return WORKFLOW_TASK_NOT_FOUND;
  return { execution, task };
}
