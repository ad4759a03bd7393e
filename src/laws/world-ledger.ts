/** What laws remember of a live world: its runs, the calls under way, and the tasks and attempts that were handed out. */
import { unreachable } from '../common/invariant.ts';
import type { EpochMs } from '../common/time.ts';
import type { ActivationCompletion } from '../protocol/activation.ts';
import type { Reply, RequestOf, ServiceRequest } from '../protocol/request.ts';
import type { ActivityTask, TaskToken, WorkflowTask } from '../protocol/task.ts';
import type { CallId } from '../service/effect.ts';
import type { Occurrence } from '../simulation/occurrence.ts';
import type { AttemptRecord } from './attempt-record.ts';
import type { CallRecord } from './call-record.ts';
import { handedOut } from './handing-out.ts';
import { RunLedger, type ActivityRecord } from './run-ledger.ts';

/** A workflow task that was handed out. */
export interface TaskRecord {
  readonly run: RunLedger;
  readonly task: WorkflowTask;
}

/** The runs that follow one another from a first one: continued as new, retried, or by cron. */
export interface Chain {
  latest: RunLedger;
  /** Whether any of its runs was asked to cancel. */
  cancelRequested: boolean;
}

/** The queues that a worker polls, for workflow tasks and for attempts of activities. */
export interface ServedQueues {
  readonly workflows: ReadonlySet<string>;
  readonly activities: ReadonlySet<string>;
}

const POLLS: ReadonlySet<ServiceRequest['method']> = new Set([
  'PollWorkflowTaskQueue',
  'PollActivityTaskQueue',
]);

/** One live world. Laws are asked about an occurrence before it is entered here. */
export class WorldLedger {
  /** The virtual clock. */
  now: EpochMs = 0;
  /** Until something is late: until the clock moves past what is due. */
  exact = true;
  /** The time of the step before. */
  lastStepAt: EpochMs = 0;
  readonly runs = new Map<string, RunLedger>();
  /** By workflow id, the run that was started last. */
  readonly latest = new Map<string, RunLedger>();
  /** By the id of the first run. */
  readonly chains = new Map<string, Chain>();
  /** Calls under way, but for polls. */
  readonly calls = new Map<CallId, CallRecord>();
  /** Workflow tasks that were handed out and are not answered. */
  readonly tasks = new Map<TaskToken, TaskRecord>();
  /** By run, the workflow task that was handed out last, while it is not answered; one that only carries a query does not count. */
  readonly openTask = new Map<string, TaskRecord>();
  /** Attempts of activities that were handed out and may still answer. */
  readonly attempts = new Map<TaskToken, AttemptRecord>();
  /** Attempts of local activities under way. */
  readonly localAttempts = new Set<TaskToken>();
  readonly crashedWorkers = new Set<string>();
  readonly workersShuttingDown = new Set<string>();
  /** Known when nothing is left to happen. */
  served: ServedQueues = { workflows: new Set(), activities: new Set() };

  /** The run of that id; made when it is first met. */
  run(workflowId: string, runId: string): RunLedger {
    let run = this.runs.get(runId);
    if (run === undefined) {
      run = new RunLedger(workflowId, runId, this);
      this.runs.set(runId, run);
      this.latest.set(workflowId, run);
    }
    return run;
  }

  /** The chain that a run belongs to, once its first event is entered. */
  chainOf({ started }: RunLedger): Chain | undefined {
    return started === undefined
      ? undefined
      : this.chains.get(started.attributes.firstExecutionRunId);
  }

  /** After an event of a run was entered there. */
  entered(run: RunLedger): void {
    const { started } = run;
    if (started === undefined) return;
    if (run.length === 1) {
      const { firstExecutionRunId } = started.attributes;
      const chain = this.chains.get(firstExecutionRunId);
      if (chain !== undefined) chain.latest = run;
      else this.chains.set(firstExecutionRunId, { latest: run, cancelRequested: false });
    }
    if (run.cancelRequested?.eventId === run.lastEventId) {
      const chain = this.chainOf(run);
      if (chain !== undefined) chain.cancelRequested = true;
    }
  }

  /** The activity that a task belongs to. */
  activityOf({ workflowExecution, activityId }: ActivityTask): ActivityRecord | undefined {
    return this.runs.get(workflowExecution.runId)?.activityById.get(activityId);
  }

  /** Enters what has happened. */
  enter(occurrence: Occurrence): void {
    switch (occurrence.type) {
      case 'RequestArrived':
        if (!POLLS.has(occurrence.request.method))
          this.calls.set(occurrence.callId, this.#arrived(occurrence.request));
        return;
      case 'Answered':
        return this.#answered(occurrence.callId, occurrence.reply);
      case 'CallWithdrawn':
        this.calls.delete(occurrence.callId);
        return;
      case 'AttemptStarted':
        if (occurrence.attempt.isLocal) this.localAttempts.add(occurrence.attempt.taskToken);
        return;
      case 'AttemptCancelled': {
        const attempt = this.attempts.get(occurrence.taskToken);
        if (attempt !== undefined) attempt.told ??= occurrence.reason;
        return;
      }
      case 'AttemptReported':
        if (occurrence.report.type === 'ended')
          this.localAttempts.delete(occurrence.report.taskToken);
        return;
      case 'WorkerShutDown':
        this.workersShuttingDown.add(occurrence.worker);
        return;
      case 'WorkerCrashed':
        this.crashedWorkers.add(occurrence.worker);
        return;
      case 'ActivationEnded':
        return this.#commanded(occurrence.runId, occurrence.completion);
      case 'EventsWritten':
      case 'ActivationStarted':
      case 'RunEvicted':
      case 'WorkflowCall':
      case 'WorkflowCallRejected':
      case 'WorkflowClosing':
      case 'WorkflowRejectionUnhandled':
      case 'AttemptSleepsOn':
      case 'AttemptWorksOn':
        return;
      default:
        unreachable(occurrence);
    }
  }

  #commanded(runId: string, completion: ActivationCompletion): void {
    const run = this.runs.get(runId);
    if (run === undefined || completion.status !== 'successful') return;
    for (const command of completion.commands) {
      if (command.type === 'scheduleActivity') {
        run.activityIds.set(command.seq, command.activityId);
        run.activityTypes.set(command.activityId, command.cancellationType);
      } else if (command.type === 'startChildWorkflowExecution') {
        run.childTypes.set(command.workflowId, command.cancellationType);
      }
    }
  }

  #arrived(called: ServiceRequest): CallRecord {
    const run = this.#runOf(called);
    const attempt =
      'taskToken' in called.request ? this.attempts.get(called.request.taskToken) : undefined;
    const superseded = 'taskToken' in called.request && this.#answers(called.request.taskToken);
    return {
      request: called,
      run,
      afterClose: run?.closed !== undefined,
      afterEnd: attempt !== undefined && this.activityOf(attempt.task)?.closed !== undefined,
      superseded,
      attempt,
    };
  }

  /** A worker answers a workflow task. @returns whether a later one has been handed out */
  #answers(token: TaskToken): boolean {
    const task = this.tasks.get(token);
    if (task === undefined || task.task.query !== undefined) return false;
    const open = this.openTask.get(task.run.runId);
    if (open === task) this.openTask.delete(task.run.runId);
    return open !== task;
  }

  /** The run that a request is about, as far as it says so. */
  #runOf({ request }: ServiceRequest): RunLedger | undefined {
    if ('taskToken' in request) {
      const attempt = this.attempts.get(request.taskToken);
      return attempt === undefined
        ? this.tasks.get(request.taskToken)?.run
        : this.runs.get(attempt.task.workflowExecution.runId);
    }
    let named: { readonly workflowId: string; readonly runId?: string | undefined } | undefined;
    if ('workflowExecution' in request) named = request.workflowExecution;
    else if ('execution' in request) named = request.execution;
    else if ('activityId' in request) named = request;
    if (named === undefined) return undefined;
    return named.runId === undefined || named.runId === ''
      ? this.latest.get(named.workflowId)
      : this.runs.get(named.runId);
  }

  #answered(callId: CallId, reply: Reply): void {
    const { workflowTask, activityTasks } = handedOut(reply);
    if (workflowTask !== undefined) this.#handOut(workflowTask);
    if (activityTasks !== undefined) for (const task of activityTasks) this.#handOutAttempt(task);
    const call = this.calls.get(callId);
    if (call === undefined) return;
    this.calls.delete(callId);
    const { request: called, run, attempt } = call;
    switch (called.method) {
      case 'RespondWorkflowTaskCompleted':
      case 'RespondWorkflowTaskFailed':
      case 'RespondQueryTaskCompleted':
        this.tasks.delete(called.request.taskToken);
        return;
      case 'RecordActivityTaskHeartbeat':
        return this.#beat(attempt, called.request, reply as Reply<typeof called.method>);
      case 'RespondActivityTaskCompleted':
        return this.#ended(attempt, reply, 'completed');
      case 'RespondActivityTaskFailed': {
        const { lastHeartbeatDetails, failure } = called.request;
        if (attempt !== undefined && reply.ok) {
          if (lastHeartbeatDetails !== undefined) attempt.details = lastHeartbeatDetails;
          attempt.nextRetryDelay = failure?.applicationFailureInfo?.nextRetryDelay;
        }
        return this.#ended(attempt, reply, 'failed');
      }
      case 'RespondActivityTaskCanceled':
        return this.#ended(attempt, reply, 'canceled');
      case 'SignalWorkflowExecution':
        if (run !== undefined && !call.afterClose && reply.ok)
          acceptSignal(run, called.request.requestId);
        return;
      case 'RequestCancelWorkflowExecution':
        if (run !== undefined && !call.afterClose && reply.ok) run.acceptedCancel = true;
        return;
      case 'RecordActivityTaskHeartbeatById':
      case 'RespondActivityTaskCompletedById':
      case 'RespondActivityTaskFailedById':
      case 'RespondActivityTaskCanceledById':
        return this.#operated(run, called.request.activityId);
      case 'PauseActivity':
      case 'UnpauseActivity':
      case 'ResetActivity':
        return this.#operated(run, called.request.id);
      default:
    }
  }

  #handOut(task: WorkflowTask): void {
    const { workflowId, runId } = task.workflowExecution;
    const record: TaskRecord = { run: this.run(workflowId, runId), task };
    this.tasks.set(task.taskToken, record);
    if (task.query === undefined) this.openTask.set(runId, record);
  }

  #handOutAttempt(task: ActivityTask): void {
    const activity = this.activityOf(task);
    const attempt: AttemptRecord = {
      task,
      lastBeatAt: undefined,
      details: task.heartbeatDetails,
      lastAnswer: undefined,
      ended: undefined,
      endedAt: undefined,
      nextRetryDelay: undefined,
      told: undefined,
    };
    this.attempts.set(task.taskToken, attempt);
    if (activity !== undefined) activity.attempt = attempt;
  }

  #beat(
    attempt: AttemptRecord | undefined,
    { details }: RequestOf<'RecordActivityTaskHeartbeat'>,
    reply: Reply<'RecordActivityTaskHeartbeat'>,
  ): void {
    if (attempt === undefined) return;
    if (reply.ok) {
      attempt.lastBeatAt = this.now;
      attempt.details = details;
      attempt.lastAnswer = reply.response;
    } else if (reply.status.code === 'NOT_FOUND') {
      attempt.lastAnswer = 'refused';
    }
  }

  #ended(
    attempt: AttemptRecord | undefined,
    reply: Reply,
    how: NonNullable<AttemptRecord['ended']>,
  ): void {
    if (attempt === undefined) return;
    if (reply.ok) {
      attempt.ended = how;
      attempt.endedAt = this.now;
    }
    if (reply.ok || reply.status.code === 'NOT_FOUND') this.attempts.delete(attempt.task.taskToken);
  }

  #operated(run: RunLedger | undefined, activityId: string): void {
    const activity = run?.activityById.get(activityId);
    if (activity !== undefined) activity.operated = true;
  }
}

function acceptSignal(run: RunLedger, requestId: string | undefined): void {
  run.acceptedSignals++;
  if (requestId !== undefined && !run.signalRequestIds.has(requestId))
    run.awaitedSignals.set(requestId, true);
}
