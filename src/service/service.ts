/** The Temporal Service: takes requests, runs what is due, and says what it asks of the world. */
import { invariant } from '../common/invariant.ts';
import type { EpochMs } from '../common/time.ts';
import type { Method, Reply, RequestOf, ServiceRequest } from '../protocol/request.ts';
import type { TaskToken } from '../protocol/task.ts';
import { requestCancelWorkflowExecution } from './cancel.ts';
import { respondWorkflowTaskCompleted } from './complete-workflow-task.ts';
import { describeWorkflowExecution } from './describe.ts';
import type { CallId, ServiceEffect, ServiceTimer, ServiceTransfer } from './effect.ts';
import { viewOf } from './execution-view.ts';
import type { ExecutionView } from './execution-view.ts';
import { respondWorkflowTaskFailed } from './fail-workflow-task.ts';
import { getWorkflowExecutionHistory } from './get-history.ts';
import { executeMultiOperation } from './multi-operation.ts';
import {
  pauseActivity,
  pauseWorkflowExecution,
  resetActivity,
  unpauseActivity,
  unpauseWorkflowExecution,
} from './pause.ts';
import { pollActivityTaskQueue, pollWorkflowTaskQueue } from './poll.ts';
import { queryWorkflow, respondQueryTaskCompleted } from './query.ts';
import { endQuery } from './query-dispatch.ts';
import { refuse } from './refusal.ts';
import { resetWorkflowExecution } from './reset.ts';
import {
  cancelAttempt,
  completeAttempt,
  recordHeartbeat,
  respondFailed,
} from './respond-activity-task.ts';
import { runTimerTask } from './run-timer.ts';
import { runTransferTask } from './run-transfer.ts';
import { addSearchAttributes, listSearchAttributes } from './search-attribute.ts';
import { Shard, timerKey } from './shard.ts';
import type { ServiceOptions } from './shard.ts';
import type { TimerTask, TransferTask } from './service-task.ts';
import { signalWithStart, signalWorkflowExecution } from './signal.ts';
import { startWorkflow } from './start.ts';
import { taskDeadline } from './task-deadline.ts';
import { terminateWorkflowExecution } from './terminate.ts';
import { pollWorkflowExecutionUpdate, updateWorkflowExecution } from './update-workflow.ts';
import { countWorkflowExecutions, listWorkflowExecutions } from './visibility.ts';
import { resetStickyTaskQueue, shutdownWorker } from './worker-shutdown.ts';

export type { ExecutionView } from './execution-view.ts';
export type { ServiceOptions } from './shard.ts';

/** Answers a request, or undefined if it is answered later. */
type Handler<M extends Method> = (
  shard: Shard,
  request: RequestOf<M>,
  callId: CallId,
) => Reply<M> | undefined;

const HANDLERS: { readonly [M in Method]: Handler<M> } = {
  StartWorkflowExecution: startWorkflow,
  SignalWithStartWorkflowExecution: signalWithStart,
  SignalWorkflowExecution: signalWorkflowExecution,
  RequestCancelWorkflowExecution: requestCancelWorkflowExecution,
  TerminateWorkflowExecution: terminateWorkflowExecution,
  ResetWorkflowExecution: resetWorkflowExecution,
  PauseWorkflowExecution: pauseWorkflowExecution,
  UnpauseWorkflowExecution: unpauseWorkflowExecution,
  DescribeWorkflowExecution: describeWorkflowExecution,
  GetWorkflowExecutionHistory: getWorkflowExecutionHistory,
  ListWorkflowExecutions: listWorkflowExecutions,
  CountWorkflowExecutions: countWorkflowExecutions,
  QueryWorkflow: queryWorkflow,
  UpdateWorkflowExecution: updateWorkflowExecution,
  PollWorkflowExecutionUpdate: pollWorkflowExecutionUpdate,
  ExecuteMultiOperation: executeMultiOperation,
  PollWorkflowTaskQueue: pollWorkflowTaskQueue,
  RespondWorkflowTaskCompleted: respondWorkflowTaskCompleted,
  RespondWorkflowTaskFailed: respondWorkflowTaskFailed,
  RespondQueryTaskCompleted: respondQueryTaskCompleted,
  ResetStickyTaskQueue: resetStickyTaskQueue,
  ShutdownWorker: shutdownWorker,
  PollActivityTaskQueue: pollActivityTaskQueue,
  RecordActivityTaskHeartbeat: (shard, request) => recordHeartbeat(shard, request, request.details),
  RecordActivityTaskHeartbeatById: (shard, request) =>
    recordHeartbeat(shard, request, request.details),
  RespondActivityTaskCompleted: (shard, request) => completeAttempt(shard, request, request.result),
  RespondActivityTaskCompletedById: (shard, request) =>
    completeAttempt(shard, request, request.result),
  RespondActivityTaskFailed: (shard, request) =>
    respondFailed(shard, request, request.failure, request.lastHeartbeatDetails),
  RespondActivityTaskFailedById: (shard, request) =>
    respondFailed(shard, request, request.failure, request.lastHeartbeatDetails),
  RespondActivityTaskCanceled: (shard, request) => cancelAttempt(shard, request, request.details),
  RespondActivityTaskCanceledById: (shard, request) =>
    cancelAttempt(shard, request, request.details),
  PauseActivity: pauseActivity,
  UnpauseActivity: unpauseActivity,
  ResetActivity: resetActivity,
  AddSearchAttributes: addSearchAttributes,
  ListSearchAttributes: listSearchAttributes,
};

/**
 * One Temporal Service with one namespace. It does nothing by itself: time, order and delivery are the caller's, who is told by
 * effects which answers to give, which timers to set and which internal tasks to run, each as a step of its own.
 */
export class Service {
  readonly #shard: Shard;

  constructor(options: ServiceOptions) {
    this.#shard = new Shard(options);
  }

  /** Takes a request. Polls, waits for updates and events, and queries are answered by a later Reply. */
  call(callId: CallId, request: ServiceRequest, now: EpochMs): readonly ServiceEffect[] {
    const shard = this.#shard;
    shard.now = now;
    const reply = this.#answer(request, callId);
    if (reply !== undefined) shard.reply(callId, reply);
    return shard.takeEffects();
  }

  /** The caller no longer waits for the answer of a call. What the call did stays done. */
  withdraw(callId: CallId): void {
    const shard = this.#shard;
    shard.matching.withdraw(callId, shard.now);
    shard.historyPolls.withdraw(callId);
    shard.updateCallers.withdraw(callId);
    const query = shard.queries.ofCall(callId);
    if (query !== undefined) endQuery(shard, query);
  }

  /** A timer that was asked for by SetTimer is due. */
  runTimer(timer: ServiceTimer, now: EpochMs): readonly ServiceEffect[] {
    const shard = this.#shard;
    shard.now = now;
    const task = timer.task as TimerTask;
    const execution = shard.executions.get(timer.runId);
    invariant(execution !== undefined, 'a timer belongs to a run that exists');
    execution.armedTimers.delete(timerKey(task));
    runTimerTask(shard, execution, task);
    return shard.takeEffects();
  }

  /** An internal task that was asked for by AddTransfer is carried out. */
  runTransfer(transfer: ServiceTransfer, now: EpochMs): readonly ServiceEffect[] {
    const shard = this.#shard;
    shard.now = now;
    const execution = shard.executions.get(transfer.runId);
    invariant(execution !== undefined, 'a transfer belongs to a run that exists');
    runTransferTask(shard, execution, transfer.task as TransferTask);
    return shard.takeEffects();
  }

  /** When the task of a token times out if nothing more is heard of it; undefined if it is not under way, or never does. */
  deadlineOf(taskToken: TaskToken): EpochMs | undefined {
    return taskDeadline(this.#shard, taskToken);
  }

  /** The runs whose histories have grown since this was last asked. */
  takeChanged(): readonly ExecutionView[] {
    return this.#shard.takeChanged().map(viewOf);
  }

  /** All runs, in order of start. */
  *executions(): Iterable<ExecutionView> {
    for (const execution of this.#shard.executions.values()) yield viewOf(execution);
  }

  /** One run; without a run id the current one of its workflow id. */
  execution(workflowId: string, runId?: string): ExecutionView | undefined {
    const { executions, current } = this.#shard;
    const execution = runId === undefined ? current.get(workflowId) : executions.get(runId);
    return execution?.workflowId === workflowId ? viewOf(execution) : undefined;
  }

  #answer<M extends Method>(
    { method, request }: ServiceRequest & { method: M },
    callId: CallId,
  ): Reply | undefined {
    const { namespace } = request as { namespace?: string | undefined };
    if (namespace !== undefined && namespace !== '' && namespace !== this.#shard.namespace)
      return refuse('NOT_FOUND', `Namespace ${namespace} is not found.`, {
        type: 'NamespaceNotFoundFailure',
        namespace,
      });
    const handler: Handler<M> = HANDLERS[method];
    return handler(this.#shard, request as RequestOf<M>, callId);
  }
}
