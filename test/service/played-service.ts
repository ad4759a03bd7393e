/** A service on a virtual clock with shorthands for what clients and workers ask of it. */
import { ServiceBench } from '../../conformance/service/bench.ts';
import { payloads, taskQueue } from '../../conformance/service/plain-values.ts';
import type { Command } from '../../src/protocol/command.ts';
import type {
  Method,
  Reply,
  RequestOf,
  ResponseOf,
  ServiceRequest,
} from '../../src/protocol/request.ts';
import type { WorkflowTask } from '../../src/protocol/task.ts';
import type { ExecutionView } from '../../src/service/service.ts';

const namespace = 'default';

/** Clients and workers of one service. Every workflow has a task queue of its own name. */
export class PlayedService extends ServiceBench {
  /** Asks, and expects to be answered at once and well. */
  ask<M extends Method>(method: M, request: RequestOf<M>): ResponseOf<M> {
    const reply = this.reply(method, request);
    if (!reply.ok) throw new Error(`${method}: ${reply.status.code} ${reply.status.message}`);
    return reply.response;
  }

  /** Asks, and expects to be answered at once. */
  reply<M extends Method>(method: M, request: RequestOf<M>): Reply<M> {
    return this.call({ method, request } as unknown as ServiceRequest) as Reply<M>;
  }

  /** Asks what is answered later. */
  pend<M extends Method>(method: M, request: RequestOf<M>): number {
    return this.send({ method, request } as unknown as ServiceRequest);
  }

  start(
    workflowId: string,
    extra: Partial<RequestOf<'StartWorkflowExecution'>> = {},
  ): ResponseOf<'StartWorkflowExecution'> {
    return this.ask('StartWorkflowExecution', this.startRequest(workflowId, extra));
  }

  startRequest(
    workflowId: string,
    extra: Partial<RequestOf<'StartWorkflowExecution'>> = {},
  ): RequestOf<'StartWorkflowExecution'> {
    return {
      namespace,
      workflowId,
      workflowType: { name: 'flow' },
      taskQueue: taskQueue(workflowId),
      requestId: this.newId(),
      ...extra,
    };
  }

  /** The workflow task that waits, if one does. */
  poll(workflowId: string, sticky = false): WorkflowTask | undefined {
    const callId = this.pend('PollWorkflowTaskQueue', {
      namespace,
      taskQueue: taskQueue(workflowId, sticky),
    });
    const reply = this.replyTo(callId);
    if (reply === undefined) this.withdraw(callId);
    return reply?.ok === true ? (reply.response as WorkflowTask) : undefined;
  }

  /** The workflow task that is known to wait. */
  take(workflowId: string, sticky = false): WorkflowTask {
    const task = this.poll(workflowId, sticky);
    if (task === undefined) throw new Error(`no workflow task for ${workflowId}`);
    return task;
  }

  complete(
    task: WorkflowTask,
    commands: readonly Command[] = [],
    extra: Partial<RequestOf<'RespondWorkflowTaskCompleted'>> = {},
  ): Reply<'RespondWorkflowTaskCompleted'> {
    const { taskToken } = task;
    return this.reply('RespondWorkflowTaskCompleted', { namespace, taskToken, commands, ...extra });
  }

  /** A workflow whose first task is completed. */
  begin(
    workflowId: string,
    commands: readonly Command[] = [],
    extra: Partial<RequestOf<'RespondWorkflowTaskCompleted'>> = {},
  ): string {
    const { runId } = this.start(workflowId);
    this.complete(this.take(workflowId), commands, extra);
    return runId;
  }

  signal(workflowId: string, signalName = 's'): void {
    const workflowExecution = { workflowId };
    this.ask('SignalWorkflowExecution', { namespace, workflowExecution, signalName });
  }

  view(workflowId: string, runId?: string): ExecutionView {
    const view = this.service.execution(workflowId, runId);
    if (view === undefined) throw new Error(`no workflow ${workflowId}`);
    return view;
  }

  types(workflowId: string): readonly string[] {
    return this.view(workflowId).events.map(({ type }) => type);
  }
}

export const startTimer = (timerId = 't', startToFireTimeout = 3_600_000): Command => ({
  type: 'StartTimer',
  attributes: { timerId, startToFireTimeout },
});
export const complete: Command = { type: 'CompleteWorkflowExecution', attributes: {} };
export { payloads, taskQueue };
