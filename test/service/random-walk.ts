/** Walks through the states of a service by requests at random. */
import { ServiceBench } from '../../conformance/service/bench.ts';
import type { HeldTask, Names } from '../../conformance/service/names.ts';
import { requestFor } from '../../conformance/service/requests.ts';
import type { Step } from '../../conformance/service/script.ts';
import { seededRandom } from '../../src/common/random.ts';
import type { Reply } from '../../src/protocol/request.ts';
import type { ActivityTask, WorkflowTask } from '../../src/protocol/task.ts';
import type { ServiceOptions } from '../../src/service/service.ts';
import { RandomSteps } from './random-steps.ts';

/** A walk that is determined by its seed. */
export class RandomWalk implements Names {
  readonly namespace = 'default';
  readonly bench: ServiceBench;
  readonly steps: Step[] = [];
  readonly #random: RandomSteps;
  readonly #workflowTasks = new Map<string, HeldTask>();
  readonly #activityTasks = new Map<string, HeldTask>();
  #named = 0;

  constructor(seed: number, options: Partial<ServiceOptions> = {}) {
    this.bench = new ServiceBench(options);
    this.#random = new RandomSteps(seededRandom(seed));
  }

  /** Takes so many steps. */
  walk(count: number): this {
    for (let n = 0; n < count; n++) this.#take(this.#next());
    return this;
  }

  /** Lets workers ask for everything that waits for them, and names what none of them gets. */
  undelivered(): readonly string[] {
    for (const taskQueue of ['w', 'c', 'd']) {
      this.#pollAll({ do: 'PollWorkflowTaskQueue', as: '', taskQueue, sticky: true, upToMs: 0 });
      this.#pollAll({ do: 'PollWorkflowTaskQueue', as: '', taskQueue, upToMs: 0 });
    }
    for (const taskQueue of ['a', 'b'])
      this.#pollAll({ do: 'PollActivityTaskQueue', as: '', taskQueue, upToMs: 0 });
    const { service, now } = this.bench;
    return [...service.executions()]
      .filter(({ status }) => status === 'RUNNING')
      .flatMap(({ workflowId, runId, workflowTask, pendingActivities }) => [
        ...(workflowTask?.status === 'Scheduled'
          ? [`workflow task of ${workflowId} ${runId}`]
          : []),
        ...pendingActivities
          .filter(({ status, scheduledTime }) => status === 'Scheduled' && scheduledTime <= now)
          .map(({ activityId }) => `activity ${activityId} of ${workflowId} ${runId}`),
      ]);
  }

  #pollAll(step: Extract<Step, { do: 'PollWorkflowTaskQueue' | 'PollActivityTaskQueue' }>): void {
    for (;;) {
      const callId = this.bench.send(requestFor(step, this));
      if (this.bench.replyTo(callId) !== undefined) continue;
      this.bench.withdraw(callId);
      return;
    }
  }

  id(local: string): string {
    return local;
  }

  run(ref: unknown): string {
    return typeof ref === 'string' ? ref : '';
  }

  task(name: string): HeldTask {
    const task = this.#workflowTasks.get(name) ?? this.#activityTasks.get(name);
    if (task === undefined) throw new Error(`no task ${name}`);
    return task;
  }

  event(ref: unknown): number {
    return Number(ref);
  }

  newId(): string {
    return this.bench.newId();
  }

  #next(): Step {
    const { service } = this.bench;
    return this.#random.next({
      workflowTasks: [...this.#workflowTasks].map(([name, { runId, workflowId, messages }]) => ({
        name,
        updateIds: messages.map(({ protocolInstanceId }) => protocolInstanceId),
        view: service.execution(workflowId, runId),
      })),
      activityTasks: [...this.#activityTasks.keys()],
      runs: [...service.executions()],
      nextName: () => `n${this.#named++}`,
    });
  }

  #take(step: Step): void {
    this.steps.push(step);
    switch (step.do) {
      case 'Sleep':
        return this.bench.advance(step.ms);
      case 'ExpectNoTask':
      case 'AwaitAnswer':
        return;
      case 'UpdateWorkflowExecution':
        this.bench.send(requestFor(step, this));
        return;
      case 'PollWorkflowTaskQueue':
      case 'PollActivityTaskQueue': {
        const callId = this.bench.send(requestFor(step, this));
        const reply = this.bench.await(callId, step.upToMs ?? 0);
        if (reply === undefined) this.bench.withdraw(callId);
        else this.#hold(step, reply);
        return;
      }
      default:
        return this.#hold(step, this.bench.call(requestFor(step, this)));
    }
  }

  #hold(step: Step, reply: Reply): void {
    if (!reply.ok) return;
    if (step.do === 'PollWorkflowTaskQueue')
      this.#holdWorkflowTask(step.as, reply.response as WorkflowTask);
    if (step.do === 'RespondWorkflowTaskCompleted') {
      this.#workflowTasks.delete(step.task);
      const { workflowTask } = reply.response as { workflowTask?: WorkflowTask };
      if (workflowTask !== undefined) this.#holdWorkflowTask(step.as ?? step.task, workflowTask);
    }
    if (step.do === 'PollActivityTaskQueue') {
      const { taskToken, workflowExecution } = reply.response as ActivityTask;
      const held = { token: taskToken, ...workflowExecution, taskQueue: '', messages: [] };
      this.#activityTasks.set(step.as, held);
    }
  }

  #holdWorkflowTask(name: string, task: WorkflowTask): void {
    const { workflowId, runId } = task.workflowExecution;
    const messages = task.messages ?? [];
    const held = { token: task.taskToken, workflowId, runId, taskQueue: workflowId, messages };
    this.#workflowTasks.set(name, held);
  }
}
