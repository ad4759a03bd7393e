/** RespondWorkflowTaskCompleted: the commands of a workflow task take effect together, or not at all. */
import type { EventId } from '../protocol/event.ts';
import type { Reply, RequestOf, ResponseOf } from '../protocol/request.ts';
import type { ActivityTask } from '../protocol/task.ts';
import { noteBuildId } from './build-id.ts';
import { UNHANDLED_COMMAND } from './command/close-workflow.ts';
import type { CommandContext, CommandProblem } from './command/context.ts';
import { commandSequenceProblem, handleCommand } from './command/handle-command.ts';
import { handleMessage } from './command/protocol-message.ts';
import type { Execution } from './execution.ts';
import { clearUpdateRegistry, refuseAndClear, retryUpdates } from './context-clear.ts';
import { causeName, HISTORY_SERVICE } from './force-close.ts';
import { answerBufferedQueries } from './query.ts';
import { unblockQueries } from './query-dispatch.ts';
import { failedPrecondition, invalidArgument, notFound } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { findStartedWorkflowTask } from './find-workflow-task.ts';
import { scheduleWorkflowTask } from './schedule-workflow-task.ts';
import type { Shard } from './shard.ts';
import { startActivityTask } from './start-activity-task.ts';
import { INLINE_REQUEST_ID, polledWorkflowTask, startWorkflowTask } from './start-workflow-task.ts';
import { abortUpdates, closeTransaction, commitTransaction } from './transaction.ts';
import { UnprocessedUpdate } from './update-failure.ts';
import type { StartedWorkflowTask } from './workflow-task.ts';

type Completion = RequestOf<'RespondWorkflowTaskCompleted'>;
type CompletionReply = Reply<'RespondWorkflowTaskCompleted'>;

/** How the workflow task itself ended. */
type Ending =
  | { readonly type: 'Completed'; readonly completedEventId: EventId }
  | { readonly type: 'Discarded' }
  | { readonly type: 'HeartbeatTimedOut' };

const isEmptyHeartbeat = (request: Completion): boolean =>
  request.forceCreateNewWorkflowTask === true &&
  request.commands.length === 0 &&
  (request.messages ?? []).length === 0;

/**
 * Whether a speculative task may vanish: it brought nothing but rejections, and the worker can cope.
 * @see temporal service/history/workflow/workflow_task_state_machine.go: skipWorkflowTaskCompletedEvent
 */
function isDiscarded(
  shard: Shard,
  execution: Execution,
  task: StartedWorkflowTask,
  request: Completion,
): boolean {
  if (task.type !== 'Speculative' || request.commands.length > 0) return false;
  if (request.forceCreateNewWorkflowTask === true) return false;
  const newEvents = execution.events.nextEventId - execution.state.previousStartedEventId - 2;
  const discardable = request.capabilities?.discardSpeculativeWorkflowTaskWithEvents === true;
  if (newEvents > (discardable ? shard.limits.discardSpeculativeTaskEvents : 0)) return false;
  return (request.messages ?? []).every(({ body }) => body.type === 'Rejection');
}

/** Ends the workflow task, before its commands are looked at. */
function endTask(
  shard: Shard,
  execution: Execution,
  task: StartedWorkflowTask,
  request: Completion,
): Ending {
  const { nextEventId } = execution.events;
  const heartbeatSince = shard.now - task.originalScheduledTime;
  if (isEmptyHeartbeat(request) && heartbeatSince > shard.limits.workflowTaskHeartbeatTimeout) {
    const sticky = execution.state.stickyQueue !== undefined;
    const timeoutType = 'TIMEOUT_TYPE_START_TO_CLOSE';
    execution.feedWorkflowTask({ type: 'TimeOut', nextEventId, timeoutType, sticky });
    execution.change({ stickyQueue: undefined });
    return { type: 'HeartbeatTimedOut' };
  }
  if (isDiscarded(shard, execution, task, request)) {
    execution.feedWorkflowTask({ type: 'Discard' });
    return { type: 'Discarded' };
  }
  const { identity, sdkMetadata, workerVersionStamp: workerVersion, meteringMetadata } = request;
  execution.feedWorkflowTask({
    type: 'Complete',
    nextEventId,
    identity,
    sdkMetadata,
    workerVersion,
    meteringMetadata,
  });
  noteBuildId(execution, workerVersion);
  const completedEventId = execution.events.nextEventId - 1;
  const previousStartedEventId = task.written ? task.startedEventId : completedEventId - 1;
  execution.change({ previousStartedEventId });
  return { type: 'Completed', completedEventId };
}

function setStickyQueue(execution: Execution, request: Completion): void {
  const { workerTaskQueue, scheduleToStartTimeout = 0 } = request.stickyAttributes ?? {};
  const name = workerTaskQueue?.name ?? '';
  const before = execution.state.stickyQueue;
  if (
    (before?.name ?? '') === name &&
    (before?.scheduleToStartTimeout ?? 0) === scheduleToStartTimeout
  )
    return;
  execution.change({
    stickyQueue: name === '' ? undefined : { name, scheduleToStartTimeout },
  });
}

function handleCommands(context: CommandContext, request: Completion): CommandProblem | undefined {
  const sequence = commandSequenceProblem(request.commands);
  if (sequence !== undefined) return { type: 'Refuse', refusal: sequence };
  for (const command of request.commands) {
    const problem = handleCommand(context, command);
    if (problem !== undefined) return problem;
  }
  // What no command has given a place comes last.
  for (const message of [...context.messages.values()]) {
    const problem = handleMessage(context, message);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Updates that the worker had and said nothing about would come back for ever. */
function rejectUnprocessedUpdates(execution: Execution, request: Completion): void {
  if (request.forceCreateNewWorkflowTask === true || !execution.isRunning) return;
  for (const update of [...execution.updates.values()])
    if (update.status === 'Sent')
      execution.feedUpdate(update, { type: 'Reject', failure: UnprocessedUpdate });
}

/** Starts the activities that asked for it, for the worker that completed the task. */
function startEagerActivities(context: CommandContext): readonly ActivityTask[] {
  const { shard, execution, identity } = context;
  if (!execution.isRunning) return [];
  return context.eagerActivities
    .filter((id) => execution.activities.get(id)?.status === 'Scheduled')
    .map((id) => startActivityTask(shard, execution, id, identity));
}

type NewTask = 'None' | 'Normal' | 'Speculative';

/** Whether the run needs another workflow task, and of which type. */
function newTaskOf(context: CommandContext, request: Completion): NewTask {
  const { execution } = context;
  if (!execution.isRunning || execution.isPaused) return 'None';
  if (
    request.forceCreateNewWorkflowTask === true ||
    context.hasBufferedEvents ||
    context.activityNotStartedCanceled
  )
    return 'Normal';
  for (const update of execution.updates.values())
    if (update.status === 'Admitted' || update.status === 'Sent')
      return request.returnNewWorkflowTask === true ? 'Speculative' : 'Normal';
  return 'None';
}

interface Scheduled {
  readonly task: StartedWorkflowTask;
  readonly ending: Ending;
  readonly newTask: NewTask;
}

function scheduleNext(context: CommandContext, request: Completion, scheduled: Scheduled): void {
  const { shard, execution, identity } = context;
  const { task, ending, newTask } = scheduled;
  if (newTask === 'None') return;
  const inline = request.returnNewWorkflowTask === true;
  const heartbeat = isEmptyHeartbeat(request) && ending.type !== 'HeartbeatTimedOut';
  scheduleWorkflowTask(shard, execution, {
    type: newTask,
    inline,
    originalScheduledTime: heartbeat ? task.originalScheduledTime : undefined,
  });
  if (inline) startWorkflowTask(shard, execution, { requestId: INLINE_REQUEST_ID, identity });
}

/** A completion that cannot be: what it did is taken back, and the task fails. */
function failTask(
  shard: Shard,
  execution: Execution,
  problem: Exclude<CommandProblem, { type: 'Refuse' }>,
  request: Completion,
): Refusal {
  execution.rollback();
  const task = execution.workflowTask;
  const { cause } = problem;
  const name = causeName(cause);
  const message = problem.message === undefined ? name : `${name}: ${problem.message}`;
  const unhandled = cause.endsWith(UNHANDLED_COMMAND);
  abortUpdates(execution, 'WorkflowTaskFailed');
  const callers = clearUpdateRegistry(shard, execution);
  if (task.status === 'Started' && task.attempt > 1 && !unhandled) {
    // A task that keeps failing is left to its timeout, which slows it down.
    execution.change({ closeAttempted: false });
    commitTransaction(shard, execution);
    retryUpdates(shard, callers);
    return invalidArgument(message);
  }
  answerBufferedQueries(shard, execution, request.queryResults);
  const sticky = execution.state.stickyQueue !== undefined;
  execution.change({ stickyQueue: undefined });
  execution.feedWorkflowTask({
    type: 'Fail',
    nextEventId: execution.events.nextEventId,
    cause,
    failure: { message, serverFailureInfo: {} },
    identity: request.identity,
    sticky,
  });
  if (unhandled) execution.change({ closeAttempted: true });
  if (problem.type === 'TerminateWorkflow') {
    execution.flush();
    execution.close('TERMINATED', {
      type: 'WorkflowExecutionTerminated',
      attributes: { reason: message, identity: HISTORY_SERVICE },
    });
  }
  const createWorkflowTask = problem.type === 'FailWorkflowTask';
  const exceeded = closeTransaction(shard, execution, { createWorkflowTask });
  retryUpdates(shard, callers);
  return exceeded ?? invalidArgument(message);
}

/** @see WorkflowService.RespondWorkflowTaskCompleted */
export function respondWorkflowTaskCompleted(shard: Shard, request: Completion): CompletionReply {
  const found = findStartedWorkflowTask(shard, request.taskToken);
  if ('ok' in found) return found;
  const { execution, task } = found;
  if (execution.isPaused && request.forceCreateNewWorkflowTask === true)
    return failedPrecondition(
      'Workflow is paused and force create new workflow task is not allowed.',
    );
  const ending = endTask(shard, execution, task, request);
  setStickyQueue(execution, request);
  const context: CommandContext = {
    shard,
    execution,
    identity: request.identity,
    workflowTaskCompletedEventId: ending.type === 'Completed' ? ending.completedEventId : 0,
    hasBufferedEvents: execution.events.hasBufferedEvents,
    activityNotStartedCanceled: false,
    initiatedChildren: new Set(),
    eagerActivities: [],
    messages: new Map((request.messages ?? []).map((message) => [message.id, message])),
    provisionalUpdates: new Set(),
  };
  const problem = handleCommands(context, request);
  if (problem?.type === 'Refuse') {
    const refused = refuseAndClear(shard, execution, problem.refusal);
    // The worker forgets the run, and the history that it asks for would lack what a speculative task has shown it.
    if (task.type === 'Speculative') execution.change({ stickyQueue: undefined });
    execution.commit();
    return refused;
  }
  if (problem !== undefined) return failTask(shard, execution, problem, request);
  answerBufferedQueries(shard, execution, request.queryResults);
  rejectUnprocessedUpdates(execution, request);
  const activityTasks = startEagerActivities(context);
  return finish(
    context,
    request,
    { task, ending, newTask: newTaskOf(context, request) },
    activityTasks,
  );
}

/** Closes the transaction, and answers the worker. */
function finish(
  context: CommandContext,
  request: Completion,
  scheduled: Scheduled,
  activityTasks: readonly ActivityTask[],
): CompletionReply {
  const { shard, execution } = context;
  const { ending, newTask } = scheduled;
  if (newTask === 'Normal') scheduleNext(context, request, scheduled);
  if (ending.type === 'Discarded' && newTask !== 'Normal') commitTransaction(shard, execution);
  else {
    const exceeded = closeTransaction(shard, execution, { isCompletion: true });
    if (exceeded !== undefined) return exceeded;
  }
  if (newTask === 'Speculative') {
    scheduleNext(context, request, scheduled);
    commitTransaction(shard, execution);
  }
  if (newTask === 'None' && execution.isRunning) unblockQueries(shard, execution);
  if (ending.type === 'HeartbeatTimedOut') return notFound('workflow task heartbeat timeout');
  const response: ResponseOf<'RespondWorkflowTaskCompleted'> = {
    workflowTask:
      newTask !== 'None' && request.returnNewWorkflowTask === true
        ? polledWorkflowTask(shard, execution, {
            sticky: true,
            heartbeat: request.forceCreateNewWorkflowTask === true,
          })
        : undefined,
    ...(activityTasks.length > 0 ? { activityTasks } : {}),
  };
  return { ok: true, response };
}
