/** Polling for tasks: the poll waits in its queue, and a dispatch answers it. */
import type { Reply, RequestOf } from '../protocol/request.ts';
import type { CallId } from './effect.ts';
import type { QueuedActivityTask, QueuedForWorkflow } from './matching.ts';
import { invalidArgument } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { startActivityTask } from './start-activity-task.ts';
import { polledQuery, polledWorkflowTask, startWorkflowTask } from './start-workflow-task.ts';
import { closeTransaction, commitTransaction } from './transaction.ts';

type Poll = RequestOf<'PollWorkflowTaskQueue'>;

const pollProblem = (shard: Shard, request: Poll): Refusal | undefined => {
  const { name } = request.taskQueue;
  if (name === '') return invalidArgument('missing task queue name');
  return name.length > shard.limits.maxIdLength
    ? invalidArgument('taskQueue length exceeds limit')
    : undefined;
};

/** @see WorkflowService.PollWorkflowTaskQueue */
export function pollWorkflowTaskQueue(
  shard: Shard,
  request: Poll,
  callId: CallId,
): Reply<'PollWorkflowTaskQueue'> | undefined {
  const problem = pollProblem(shard, request);
  if (problem !== undefined) return problem;
  const { identity, taskQueue } = request;
  shard.matching.pollWorkflow(taskQueue, { callId, identity }, shard.now);
  return undefined;
}

/** @see WorkflowService.PollActivityTaskQueue */
export function pollActivityTaskQueue(
  shard: Shard,
  request: RequestOf<'PollActivityTaskQueue'>,
  callId: CallId,
): Reply<'PollActivityTaskQueue'> | undefined {
  const problem = pollProblem(shard, request);
  if (problem !== undefined) return problem;
  const { identity, taskQueue } = request;
  shard.matching.pollActivity(taskQueue, { callId, identity }, shard.now);
  return undefined;
}

/** Hands a workflow task to the first poller of its queue. */
export function dispatchWorkflowTask(
  shard: Shard,
  taskQueue: string,
  queued: QueuedForWorkflow,
): void {
  const match = shard.matching.matchWorkflow(taskQueue, queued, shard.now);
  if (match === undefined) return;
  const { task, poller } = match;
  const { callId, identity } = poller;
  if (task.type === 'Query') {
    shard.reply(callId, { ok: true, response: polledQuery(shard, task) });
    return;
  }
  const { execution } = task;
  // Somebody else than the sticky worker takes the task: whatever that one has cached is of no use.
  const { stickyQueue } = execution.state;
  if (stickyQueue !== undefined && stickyQueue.name !== taskQueue)
    execution.change({ stickyQueue: undefined });
  startWorkflowTask(shard, execution, { requestId: shard.newId(), identity });
  const started = execution.workflowTask;
  if (started.status === 'Started' && started.type === 'Speculative')
    commitTransaction(shard, execution);
  else if (closeTransaction(shard, execution) !== undefined) {
    // The run came to its limit instead: the worker waits on.
    shard.matching.pollWorkflow({ name: taskQueue }, poller, shard.now);
    return;
  }
  const sticky = execution.state.stickyQueue !== undefined;
  const response = polledWorkflowTask(shard, execution, { sticky });
  if (response !== undefined) shard.reply(callId, { ok: true, response });
}

/** Hands an attempt to the first poller of its queue. */
export function dispatchActivityTask(
  shard: Shard,
  taskQueue: string,
  queued: QueuedActivityTask,
): void {
  const match = shard.matching.matchActivity(taskQueue, queued, shard.now);
  if (match === undefined) return;
  const { task, poller } = match;
  const { execution, scheduledEventId } = task;
  const response = startActivityTask(shard, execution, scheduledEventId, poller.identity);
  if (closeTransaction(shard, execution) !== undefined) {
    shard.matching.pollActivity({ name: taskQueue }, poller, shard.now);
    return;
  }
  shard.reply(poller.callId, { ok: true, response });
}
