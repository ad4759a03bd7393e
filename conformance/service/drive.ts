/** Drives one script against the modelled service and notes what every step was answered. */
import type { HistoryEvent } from '../../src/protocol/event.ts';
import type { Reply, ResponseOf } from '../../src/protocol/request.ts';
import type { ActivityTask, WorkflowTask } from '../../src/protocol/task.ts';
import type { ServiceOptions } from '../../src/service/service.ts';
import { normalizeHistory, RunNames } from '../normalize.ts';
import { ServiceBench } from './bench.ts';
import { eventToJson, toJson } from './history-json.ts';
import type { HeldTask, Names } from './names.ts';
import { requestFor } from './requests.ts';
import { taskQueue } from './plain-values.ts';
import type { Answer, EventRef, Recording, RunRef, Script, Step, StepOf } from './script.ts';

const POLL_MS = 10_000;
const AT_THE_END_MS = 1_000;

class Driver implements Names {
  readonly namespace = 'default';
  readonly #script: Script;
  readonly #bench: ServiceBench;
  readonly #runs = new RunNames();
  readonly #tasks = new Map<string, HeldTask>();
  readonly #startedRuns = new Map<string, string>();
  readonly #pending = new Map<string, number>();

  constructor(script: Script, options: Partial<ServiceOptions>) {
    this.#script = script;
    this.#bench = new ServiceBench(options);
  }

  drive(): Recording {
    const answers = this.#script.steps.map((step) => this.#step(step));
    this.#bench.advance(AT_THE_END_MS);
    const { name, about } = this.#script;
    return { name, about, answers, executions: this.#executions() };
  }

  newId(): string {
    return this.#bench.newId();
  }

  id(local: string): string {
    return `${this.#script.name}/${local}`;
  }

  run(ref: RunRef | undefined): string {
    if (ref === undefined || typeof ref === 'string') return ref ?? '';
    const runId = this.#startedRuns.get(ref.runOf) ?? this.#tasks.get(ref.runOf)?.runId;
    if (runId === undefined) throw new Error(`no run of '${ref.runOf}'`);
    return runId;
  }

  task(name: string): HeldTask {
    const task = this.#tasks.get(name);
    if (task === undefined) throw new Error(`no task '${name}'`);
    return task;
  }

  event(ref: EventRef, { workflowId, runId }: { workflowId: string; runId: string }): number {
    if (typeof ref === 'number') return ref;
    const found = this.#history(workflowId, runId).filter(({ type, attributes }) => {
      const named = attributes as Record<string, unknown>;
      return (
        type === ref.of &&
        (ref.activityId === undefined || named['activityId'] === ref.activityId) &&
        (ref.timerId === undefined || named['timerId'] === ref.timerId) &&
        (ref.workflowId === undefined || named['workflowId'] === this.id(ref.workflowId))
      );
    });
    const event = ref.nth === undefined ? found.at(-1) : found[ref.nth - 1];
    if (event === undefined) throw new Error(`no event ${JSON.stringify(ref)}`);
    return event.eventId;
  }

  #history(workflowId: string, runId: string): readonly HistoryEvent[] {
    const view = this.#bench.service.execution(workflowId, runId === '' ? undefined : runId);
    return view?.events ?? [];
  }

  #executions(): Recording['executions'] {
    const all = [...this.#bench.service.executions()];
    const sorted = all
      .map((view, index) => ({ view, index }))
      .sort((a, b) =>
        a.view.workflowId === b.view.workflowId
          ? a.index - b.index
          : a.view.workflowId < b.view.workflowId
            ? -1
            : 1,
      );
    return sorted.map(({ view }) => {
      const run = this.#runs.of(view.runId);
      const events = normalizeHistory({ events: view.events.map(eventToJson) }, this.#runs);
      return { workflowId: view.workflowId, run, status: view.status, events };
    });
  }

  #step(step: Step): Answer {
    switch (step.do) {
      case 'Sleep':
        this.#bench.advance(step.ms);
        return { do: step.do, ok: {} };
      case 'ExpectNoTask':
        return this.#expectNoTask(step);
      case 'AwaitAnswer':
        return this.#awaitAnswer(step);
      case 'UpdateWorkflowExecution':
        this.#pending.set(step.as, this.#bench.send(requestFor(step, this)));
        return { do: step.do, ok: { pending: true } };
      case 'PollWorkflowTaskQueue':
      case 'PollActivityTaskQueue': {
        const reply = this.#poll(this.#bench.send(requestFor(step, this)), step.upToMs ?? POLL_MS);
        return reply === undefined ? { do: step.do, ok: null } : this.#answer(step, reply);
      }
      case 'SignalWorkflowExecution':
        for (let n = 1; n < (step.times ?? 1); n++) {
          const { requestId: _, ...anonymous } = step;
          this.#bench.call(requestFor(anonymous, this));
        }
        return this.#answer(step, this.#bench.call(requestFor(step, this)));
      default:
        return this.#answer(step, this.#bench.call(requestFor(step, this)));
    }
  }

  #poll(callId: number, upToMs: number): Reply | undefined {
    const reply = this.#bench.await(callId, upToMs);
    if (reply === undefined) this.#bench.withdraw(callId);
    return reply;
  }

  #expectNoTask(step: StepOf<'ExpectNoTask'>): Answer {
    const method = step.kind === 'workflow' ? 'PollWorkflowTaskQueue' : 'PollActivityTaskQueue';
    const queue = taskQueue(this.id(step.taskQueue), step.sticky);
    const request = { namespace: this.namespace, identity: 'worker', taskQueue: queue };
    const reply = this.#poll(this.#bench.send({ method, request }), step.forMs);
    return { do: step.do, ok: { none: reply === undefined } };
  }

  #awaitAnswer(step: StepOf<'AwaitAnswer'>): Answer {
    const callId = this.#pending.get(step.of);
    if (callId === undefined) throw new Error(`nothing is pending as '${step.of}'`);
    const reply = this.#bench.await(callId, step.upToMs ?? POLL_MS);
    if (reply === undefined) return { do: step.do, ok: { pending: true } };
    return this.#answer(step, reply);
  }

  #answer(step: Step, reply: Reply): Answer {
    if (reply.ok) return { do: step.do, ok: this.#ok(step, reply.response) };
    const { code, message } = reply.status;
    return { do: step.do, error: { code, message: this.#withRunNames(message) } };
  }

  #ok(step: Step, response: object): unknown {
    switch (step.do) {
      case 'StartWorkflowExecution':
      case 'SignalWithStartWorkflowExecution': {
        const { runId, started } = response as ResponseOf<'StartWorkflowExecution'>;
        if (step.as) this.#startedRuns.set(step.as, runId);
        return { run: this.#runs.of(runId), started };
      }
      case 'ResetWorkflowExecution': {
        const { runId } = response as ResponseOf<'ResetWorkflowExecution'>;
        if (step.as) this.#startedRuns.set(step.as, runId);
        return { run: this.#runs.of(runId) };
      }
      case 'PollWorkflowTaskQueue':
        return this.#workflowTask(response as WorkflowTask, step.as, this.id(step.taskQueue));
      case 'PollActivityTaskQueue':
        return this.#activityTask(response as ActivityTask, step.as, this.id(step.taskQueue));
      case 'RespondWorkflowTaskCompleted': {
        const { workflowTask } = response as ResponseOf<'RespondWorkflowTaskCompleted'>;
        if (workflowTask === undefined) return {};
        const as = step.as ?? `after ${step.task}`;
        const queue = this.task(step.task).taskQueue;
        return { workflowTask: this.#workflowTask(workflowTask, as, queue) };
      }
      case 'RecordActivityTaskHeartbeat':
      case 'RecordActivityTaskHeartbeatById': {
        const { cancelRequested, activityPaused, activityReset } =
          response as ResponseOf<'RecordActivityTaskHeartbeat'>;
        return { cancelRequested, activityPaused, activityReset };
      }
      case 'DescribeWorkflowExecution':
        return this.#description(response as ResponseOf<'DescribeWorkflowExecution'>);
      case 'GetWorkflowExecutionHistory': {
        const { events } = response as ResponseOf<'GetWorkflowExecutionHistory'>;
        return { events: events.map(({ type }) => type) };
      }
      case 'AwaitAnswer': {
        const { stage, outcome } = response as ResponseOf<'UpdateWorkflowExecution'>;
        return this.#normal({ stage, outcome });
      }
      default:
        return {};
    }
  }

  #workflowTask(task: WorkflowTask, as: string, queue: string): unknown {
    const { workflowId, runId } = task.workflowExecution;
    const messages = task.messages ?? [];
    this.#tasks.set(as, { token: task.taskToken, workflowId, runId, taskQueue: queue, messages });
    return {
      workflowId,
      run: this.#runs.of(runId),
      attempt: task.attempt,
      previousStartedEventId: task.previousStartedEventId,
      startedEventId: task.startedEventId,
      events: task.history.map(({ type }) => type),
      ...(messages.length > 0
        ? { messages: messages.map(({ protocolInstanceId }) => protocolInstanceId) }
        : {}),
    };
  }

  #activityTask(task: ActivityTask, as: string, queue: string): unknown {
    const { workflowId, runId } = task.workflowExecution;
    this.#tasks.set(as, {
      token: task.taskToken,
      workflowId,
      runId,
      taskQueue: queue,
      messages: [],
    });
    const { activityId, attempt, input, heartbeatDetails } = task;
    const { scheduleToCloseTimeout, startToCloseTimeout, heartbeatTimeout } = task;
    const timeouts = { scheduleToCloseTimeout, startToCloseTimeout, heartbeatTimeout };
    return {
      workflowId,
      run: this.#runs.of(runId),
      activityId,
      attempt,
      ...this.#normal({ input, heartbeatDetails, ...timeouts }),
    };
  }

  #description(response: ResponseOf<'DescribeWorkflowExecution'>): unknown {
    const { workflowExecutionInfo: info, pendingWorkflowTask: pending } = response;
    const activities = response.pendingActivities.toSorted(by('activityId'));
    const children = response.pendingChildren.toSorted(by('workflowId'));
    return {
      run: this.#runs.of(info.execution.runId),
      status: info.status,
      historyLength: info.historyLength,
      cancelRequested: response.workflowExtendedInfo.cancelRequested,
      pendingActivities: activities.map((activity) => ({
        activityId: activity.activityId,
        state: activity.state.slice('PENDING_ACTIVITY_STATE_'.length),
        attempt: activity.attempt,
        ...this.#normal({
          paused: activity.paused,
          heartbeatDetails: activity.heartbeatDetails,
          lastFailure: activity.lastFailure?.message,
        }),
      })),
      pendingChildren: children.map((child) => ({
        workflowId: child.workflowId,
        workflowTypeName: child.workflowTypeName,
        initiatedId: child.initiatedId,
        parentClosePolicy: child.parentClosePolicy.slice('PARENT_CLOSE_POLICY_'.length),
      })),
      pendingWorkflowTask: pending
        ? {
            state: pending.state.slice('PENDING_WORKFLOW_TASK_STATE_'.length),
            attempt: pending.attempt,
          }
        : null,
    };
  }

  /** Normalises a part of a response as if it were the attributes of an event. */
  #normal(value: object): Record<string, unknown> {
    const answer = { eventId: 1, eventType: 'Answer', eventTime: new Date(0).toISOString() };
    const events = [{ ...answer, answerEventAttributes: toJson(value) }];
    return normalizeHistory({ events }, this.#runs)[0]?.attributes ?? {};
  }

  #withRunNames(message: string): string {
    return message.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (runId) =>
      this.#runs.of(runId),
    );
  }
}

const by =
  <Key extends string>(key: Key) =>
  (a: Record<Key, string>, b: Record<Key, string>): number =>
    a[key] < b[key] ? -1 : 1;

/** Plays a script on the modelled service. */
export const playScript = (script: Script, options: Partial<ServiceOptions> = {}): Recording =>
  new Driver(script, options).drive();
