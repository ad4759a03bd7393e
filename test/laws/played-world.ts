/** A world made up for the tests of laws: what passes between its parts is told to the laws as a simulation would tell it. */
import type { ActivationJob, WorkflowCommand } from '../../src/protocol/activation.ts';
import type { HistoryEvent } from '../../src/protocol/event.ts';
import type { Reply, RequestOf, ServiceRequest, StatusCode } from '../../src/protocol/request.ts';
import type { ActivityCancelReason } from '../../src/protocol/attempt.ts';
import type { ActivityTask } from '../../src/protocol/task.ts';
import type { LawSet } from '../../src/laws/law-set.ts';
import { serviceLaws } from '../../src/laws/service-laws.ts';
import type { Occurrence } from '../../src/simulation/occurrence.ts';
import { HistoryBuilder } from './history-builder.ts';

const DAY = Date.UTC(2026, 0, 1);
const NOT_SERVED = new Map<never, never>();

/** Tells the laws what happens. A broken law is thrown by the step in which it was broken. */
export class PlayedWorld {
  readonly laws: LawSet = serviceLaws();
  /** Whether the clock has moved past what was due. */
  isLate = false;
  #now = 0;
  #index = 0;
  #callId = 0;
  readonly #runs: HistoryBuilder[] = [];

  /** Milliseconds since the beginning of time in these tests. */
  get now(): number {
    return this.#now;
  }

  /** Lets time pass, for all runs. */
  pass(ms: number): this {
    this.#now += ms;
    for (const run of this.#runs) run.now = this.#now;
    return this;
  }

  /** A run whose events are told as they are written. */
  run(workflowId = 'w'): HistoryBuilder {
    const tell = (): void => {
      this.tell({
        type: 'EventsWritten',
        execution: { workflowId, runId: builder.runId, events: builder.events },
      });
    };
    const builder: HistoryBuilder = new HistoryBuilder(workflowId, this.#now, tell);
    this.#runs.push(builder);
    return builder;
  }

  tell(occurrence: Occurrence): void {
    this.laws.occurred(occurrence, { now: DAY + this.#now, isLate: this.isLate });
  }

  /** A request arrives; `meanwhile` is what the service does about it; then it is answered. */
  call<M extends ServiceRequest['method']>(
    method: M,
    request: Partial<RequestOf<M>>,
    reply: object | StatusCode = {},
    meanwhile: () => void = () => undefined,
  ): void {
    const callId = ++this.#callId;
    this.tell({
      type: 'RequestArrived',
      callId,
      request: { method, request } as unknown as ServiceRequest,
    });
    meanwhile();
    const answer =
      typeof reply === 'string'
        ? { ok: false, status: { code: reply, message: '' } }
        : { ok: true, response: reply };
    this.tell({ type: 'Answered', callId, reply: answer as Reply });
  }

  /** A worker is handed an attempt of the activity that was scheduled last, or what is like it. */
  attempt(run: HistoryBuilder, task: Partial<ActivityTask> = {}): ActivityTask {
    const { runId, workflowId } = run;
    const scheduled = run.events.findLast(({ type }) => type === 'ActivityTaskScheduled');
    const { attributes } = scheduled as HistoryEvent & { readonly type: 'ActivityTaskScheduled' };
    const full = {
      taskToken: `${runId}/${attributes.activityId}/${task.attempt ?? 1}`,
      workflowExecution: { workflowId, runId },
      activityId: attributes.activityId,
      startedTime: DAY + this.#now,
      attempt: 1,
      startToCloseTimeout: attributes.startToCloseTimeout,
      heartbeatTimeout: attributes.heartbeatTimeout,
      ...task,
    } as ActivityTask;
    this.call('PollActivityTaskQueue', {}, full);
    return full;
  }

  /** A worker is handed a workflow task; its events are to be written before. */
  handOut({ runId, workflowId }: HistoryBuilder, taskToken: string, more: object = {}): void {
    const workflowExecution = { workflowId, runId };
    const task = { taskToken, workflowExecution, history: [], ...more };
    this.call('PollWorkflowTaskQueue', {}, task);
  }

  beat({ taskToken }: ActivityTask, answer: object | StatusCode = {}, details?: object): void {
    const reply =
      typeof answer === 'string'
        ? answer
        : { cancelRequested: false, activityPaused: false, activityReset: false, ...answer };
    const payloads = details as RequestOf<'RecordActivityTaskHeartbeat'>['details'];
    this.call('RecordActivityTaskHeartbeat', { taskToken, details: payloads }, reply);
  }

  stop({ taskToken }: ActivityTask, reason: ActivityCancelReason): void {
    this.tell({ type: 'AttemptCancelled', worker: 'worker', taskToken, reason });
  }

  /** Workflow code asks for something. */
  command({ runId }: HistoryBuilder, command: Partial<WorkflowCommand>): void {
    const commands = [command as WorkflowCommand];
    const completion = { status: 'successful', commands, usedInternalFlags: [] } as const;
    this.tell({ type: 'ActivationEnded', worker: 'worker', runId, completion });
  }

  activate(
    { runId }: HistoryBuilder,
    isReplaying = false,
    jobs: readonly ActivationJob[] = [],
  ): void {
    const activation = { runId, isReplaying, timestamp: DAY + this.#now, jobs };
    this.tell({
      type: 'ActivationStarted',
      worker: 'worker',
      activation: {
        ...activation,
        historyLength: 0,
        historySizeBytes: 0,
        continueAsNewSuggested: false,
        availableInternalFlags: [],
      },
    });
  }

  /** The step in which all this happened is over. @throws LawBrokenError */
  step(at: number = this.#now): void {
    const index = this.#index++;
    this.laws.afterStep({
      index,
      at: DAY + at,
      name: `step ${index}`,
      type: 'Transfer',
      actor: 'service',
    });
  }

  /** Nothing is left to happen. @throws LawBrokenError */
  rest(served?: string): void {
    this.step();
    const worker = {
      status: 'running',
      taskQueue: served,
      options: { workflows: {}, activities: {} },
    };
    const workers = served === undefined ? NOT_SERVED : new Map([['worker', worker]]);
    this.laws.atEnd({ workers } as unknown as Parameters<LawSet['atEnd']>[0], true);
  }

  premises(law: string): number {
    return this.laws.witnesses().find((witness) => witness.law === law)?.premises ?? 0;
  }
}
