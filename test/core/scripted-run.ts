/** One run of a workflow whose code and service are both played by the test: what Core asks for is checked step by step. */
import { expect } from 'vitest';
import type { CoreEffect, CoreTimer, RequestId } from '../../src/core/effect.ts';
import { CoreWorker, type CoreWorkerOptions } from '../../src/core/worker.ts';
import type { Activation, WorkflowCommand } from '../../src/protocol/activation.ts';
import type { ActivityAttempt, ActivityOutcome } from '../../src/protocol/attempt.ts';
import type { EventAttributes } from '../../src/protocol/event.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type {
  Method,
  Reply,
  RequestOf,
  ServiceRequest,
  StatusCode,
  WorkflowQuery,
} from '../../src/protocol/request.ts';
import type { WorkflowTask } from '../../src/protocol/task.ts';
import type { UpdateMessage } from '../../src/protocol/update.ts';
import { answered, answerQuery } from './commands.ts';
import { HistoryBuilder, START } from './history-builder.ts';
import { commandShorthand, jobShorthand } from './shorthand.ts';

/** The settings of a worker with a cache. */
export const OPTIONS: CoreWorkerOptions = {
  namespace: 'default',
  taskQueue: 'queue',
  identity: 'worker',
  stickyQueue: 'worker sticky',
  maxCachedWorkflows: 10,
  stickyQueueScheduleToStartTimeout: 10_000,
  maxConcurrentActivities: 100,
  maxConcurrentLocalActivities: 100,
  maxHeartbeatThrottleInterval: 60_000,
  defaultHeartbeatThrottleInterval: 30_000,
  shutdownGraceTime: 0,
  pollsActivities: true,
  pollsWorkflows: true,
};

type Answer = readonly WorkflowCommand[] | Failure;

/** An answer to a query, as a task of its own. */
export const query = (queryType = 'state'): WorkflowQuery => ({ queryType });

/** A request to update a workflow, as it comes with a task. */
export const updateRequest = (id: string, eventId: number): UpdateMessage => ({
  id: `${id}/request`,
  protocolInstanceId: id,
  eventId,
  body: { type: 'Request', request: { meta: { updateId: id }, input: { name: 'change' } } },
});

/** A worker, the history of one run, and what is under way between them. */
export class ScriptedRun {
  readonly history: HistoryBuilder;
  readonly worker: CoreWorker;
  readonly findings: string[] = [];
  readonly evictions: string[] = [];
  readonly attempts = new Map<number, ActivityAttempt>();
  readonly cancelledAttempts: string[] = [];
  now: number = START;
  readonly #requests = new Map<RequestId, ServiceRequest>();
  readonly #timers = new Map<string, { at: number; timer: CoreTimer }>();
  readonly #steps: { jobs: string; commands: readonly WorkflowCommand[] }[] = [];
  #activation: Activation | undefined;
  #isCached = false;

  constructor(
    options: Partial<CoreWorkerOptions> = {},
    started: Partial<EventAttributes['WorkflowExecutionStarted']> = {},
  ) {
    this.history = new HistoryBuilder(started);
    this.worker = new CoreWorker({ ...OPTIONS, ...options });
    this.#carryOut(this.worker.start(this.now));
  }

  /** The requests that wait for their answers, but for polls. */
  get openRequests(): readonly ServiceRequest[] {
    return [...this.#requests.values()].filter(({ method }) => !method.startsWith('Poll'));
  }

  /** A workflow task is scheduled, started and given to the worker. */
  task(more: Partial<WorkflowTask> = {}): void {
    this.history.now = this.now;
    this.history.task();
    this.give(this.nextTask(more));
  }

  /** The task that the history is at, as a sticky queue gives it to a worker that has the run, else as a normal one. */
  nextTask(more: Partial<WorkflowTask> = {}): WorkflowTask {
    const { previousStartedEventId, startedEventId, events } = this.history;
    return {
      taskToken: `task ${startedEventId}`,
      workflowExecution: { workflowId: 'workflow', runId: 'run' },
      workflowType: { name: 'workflowType' },
      previousStartedEventId,
      startedEventId,
      attempt: 1,
      history: this.#isCached ? events.slice(previousStartedEventId) : [...events],
      scheduledTime: this.now,
      startedTime: this.now,
      ...more,
    };
  }

  /** The same, as it comes together with an answer. */
  incrementalTask(): WorkflowTask {
    this.#isCached = true;
    return this.nextTask();
  }

  give(task: WorkflowTask): void {
    const kind = this.#isCached ? 'TASK_QUEUE_KIND_STICKY' : 'TASK_QUEUE_KIND_NORMAL';
    for (const [id, { method, request }] of this.#requests) {
      if (method === 'PollWorkflowTaskQueue' && request.taskQueue.kind === kind) {
        return this.#answer(id, { ok: true, response: task });
      }
    }
    throw new Error('The worker does not poll');
  }

  /** A query that is a task of its own. */
  legacyQuery(more: Partial<WorkflowTask> = {}): void {
    const history = this.#isCached ? [] : this.history.events;
    this.give(this.nextTask({ query: query(), startedEventId: 0, history, ...more }));
  }

  /** Checks the open activation, and answers it with commands. */
  activation(jobs: string, ...commands: readonly WorkflowCommand[]): Activation {
    return this.#answerActivation(jobs, commands);
  }

  /** Checks the open activation, and fails it. */
  activationFails(jobs: string, failure: Failure = { message: 'thrown' }): void {
    this.#answerActivation(jobs, failure);
  }

  get openActivation(): string | undefined {
    return this.#activation?.jobs.map(jobShorthand).join(', ');
  }

  #answerActivation(jobs: string, answer: Answer): Activation {
    const activation = this.#activation;
    expect(this.openActivation).toBe(jobs);
    if (activation === undefined) throw new Error('There is no activation');
    this.#activation = undefined;
    if ('length' in answer && !jobs.startsWith('query')) {
      this.#steps.push({ jobs, commands: answer });
    }
    const completion =
      'length' in answer
        ? { status: 'successful' as const, commands: answer, usedInternalFlags: [] }
        : { status: 'failed' as const, failure: answer };
    this.#carryOut(this.worker.activated('run', completion, this.now));
    return activation;
  }

  /** Checks that nothing is asked of workflow code or told to the service. */
  nothingSent(): void {
    expect(this.openActivation).toBeUndefined();
    expect(this.openRequests.map(({ method }) => method)).toEqual([]);
  }

  /** Checks what the completion of the task says, records it, and answers it: with a new task if one was asked for. */
  sent(commands: string): RequestOf<'RespondWorkflowTaskCompleted'> {
    const completion = this.peekSent(commands);
    const { forceCreateNewWorkflowTask } = completion;
    this.history.now = this.now;
    this.history.completed(completion.commands, completion.messages, completion.sdkMetadata);
    this.#isCached = true;
    if (forceCreateNewWorkflowTask) this.history.task();
    const workflowTask = forceCreateNewWorkflowTask ? this.incrementalTask() : undefined;
    this.reply('RespondWorkflowTaskCompleted', { workflowTask });
    return completion;
  }

  /** Checks what the completion of the task says, and leaves it unanswered. */
  peekSent(commands: string): RequestOf<'RespondWorkflowTaskCompleted'> {
    const completion = this.open('RespondWorkflowTaskCompleted');
    const force = completion.forceCreateNewWorkflowTask ? ['force'] : [];
    expect([...completion.commands.map(commandShorthand), ...force].join(' ')).toBe(commands);
    return completion;
  }

  /** Checks that the task was reported as failed, and records it. */
  taskFailed(): RequestOf<'RespondWorkflowTaskFailed'> {
    const request = this.open('RespondWorkflowTaskFailed');
    this.history.failTask(request.cause);
    this.reply('RespondWorkflowTaskFailed', {});
    this.#isCached = false;
    return request;
  }

  /** The open request of one method. */
  open<M extends Method>(method: M): RequestOf<M> {
    const found = this.openRequests.filter((request) => request.method === method);
    expect(this.openRequests.map((request) => request.method)).toEqual([method]);
    return found[0]?.request as RequestOf<M>;
  }

  /** Answers the open request of one method. */
  reply(method: Method, response: object): void {
    this.#answer(this.#idOf(method), { ok: true, response } as Reply);
  }

  refuse(method: Method, code: StatusCode, message: string): void {
    this.#answer(this.#idOf(method), { ok: false, status: { code, message } });
    this.#isCached = false;
  }

  #idOf(method: Method): RequestId {
    for (const [id, request] of this.#requests) if (request.method === method) return id;
    throw new Error(`Nobody asked for ${method}`);
  }

  #answer(id: RequestId, reply: Reply): void {
    this.#requests.delete(id);
    this.#carryOut(this.worker.answered(id, reply, this.now));
  }

  /** The code of a local activity ends. */
  endLocal(seq: number, outcome: ActivityOutcome): void {
    const taskToken = this.attempts.get(seq)?.taskToken ?? '';
    this.#carryOut(this.worker.reported({ type: 'ended', taskToken, outcome }, this.now));
  }

  /** Time goes by. */
  pass(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end);
      due.sort(([, a], [, b]) => a.at - b.at);
      const [first] = due;
      if (first === undefined) break;
      this.#timers.delete(first[0]);
      this.now = first[1].at;
      this.#carryOut(this.worker.runTimer(first[1].timer, this.now));
    }
    this.now = end;
  }

  evict(): void {
    this.#carryOut(this.worker.evict('run', 'LANG_REQUESTED', 'evicted by the test', this.now));
  }

  shutdown(): void {
    this.#carryOut(this.worker.shutdown(this.now));
  }

  /** The last activation is in no history: a replay will not see it. */
  leavesNoTrace(): void {
    this.#steps.pop();
  }

  /**
   * Gives the whole history to another worker: its code does the same again, and it must be asked for the same. The end of a
   * local activity is seen ahead, and told together with what came before it: then code has no occasion to cancel it.
   */
  replays(): void {
    const other = new ScriptedRun();
    other.history.events.push(...this.history.events.slice(1));
    other.history.previousStartedEventId = this.history.previousStartedEventId;
    other.legacyQuery({ history: this.history.events });
    for (let index = 0; index < this.#steps.length; index++) {
      const { jobs, commands } = this.#steps[index] ?? { jobs: '', commands: [] };
      const next = this.#steps[index + 1];
      if (next && other.openActivation === `${jobs}, ${next.jobs}`) {
        const before = commands.filter(({ type }) => type !== 'requestCancelLocalActivity');
        other.activation(`${jobs}, ${next.jobs}`, ...before, ...next.commands);
        index++;
      } else other.activation(jobs, ...commands);
    }
    other.activation('query legacy_query', answerQuery('legacy_query'));
    expect(other.open('RespondQueryTaskCompleted').result).toEqual(answered);
  }

  #carryOut(effects: readonly CoreEffect[]): void {
    for (const effect of effects) this.#carryOutOne(effect);
  }

  #carryOutOne(effect: CoreEffect): void {
    switch (effect.type) {
      case 'Request':
        this.#requests.set(effect.requestId, effect.request);
        return;
      case 'WithdrawRequest':
        this.#requests.delete(effect.requestId);
        return;
      case 'Activate':
        if (this.#activation) throw new Error('Two activations at once');
        this.#activation = effect.activation;
        return;
      case 'Evict':
        this.evictions.push(effect.reason);
        this.#isCached = false;
        return;
      case 'StartAttempt':
        this.attempts.set(Number(effect.attempt.activityId), effect.attempt);
        return;
      case 'CancelAttempt':
        this.cancelledAttempts.push(effect.reason);
        return;
      case 'SetTimer':
        if (effect.at === undefined) this.#timers.delete(effect.slot);
        else this.#timers.set(effect.slot, { at: effect.at, timer: effect.timer });
        return;
      case 'Finding':
        this.findings.push(effect.name);
    }
  }
}
