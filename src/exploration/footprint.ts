/** Footprints: what a step of a world touches. Steps whose footprints do not meet can change places without a difference. */
import type { Step } from '../simulation/step.ts';
import { workflowOf } from '../simulation/names.ts';
import type { Occurrence, RecordedExecution } from '../simulation/occurrence.ts';
import type { World } from '../simulation/world.ts';
import type { EventType } from '../protocol/event.ts';
import type { Reply, ServiceRequest } from '../protocol/request.ts';
import type { CallId, ServiceTransfer } from '../service/effect.ts';

/**
 * What one step has touched, by name: `'execution w'` (its state at the service), `'close w'` (that it is closed), `'run r'` (a
 * cached run at its worker), `'attempt t'`, `'core'` (workers as a whole), `'activity clock'`, `'scenario'`, `'world'`.
 */
export interface Footprint {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

const CLOSING: ReadonlySet<EventType> = new Set([
  'WorkflowExecutionCompleted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionTimedOut',
  'WorkflowExecutionCanceled',
  'WorkflowExecutionTerminated',
  'WorkflowExecutionContinuedAsNew',
]);

/** Everything reads it; what writes it goes with nothing. */
const WORLD = 'world';

/** Whether a call waits for the end of a run, and learns of nothing before. */
const awaitsClose = ({ method, request }: ServiceRequest): boolean =>
  method === 'GetWorkflowExecutionHistory' &&
  request.waitNewEvent === true &&
  request.historyEventFilterType === 'HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT';

/** Follows one run, step by step. */
export class Footprints {
  #reads = new Set<string>();
  #writes = new Set<string>();
  readonly #eventsRead = new Map<string, number>();
  readonly #clientCalls = new Set<CallId>();
  readonly #localAttempts = new Map<string, string>();
  #clockChanges = 0;
  #world: World | undefined;

  /** A step is about to be taken. */
  begin(step: Step, world: World): void {
    this.#reads = new Set([WORLD]);
    this.#writes = new Set();
    this.#world = world;
    this.#clockChanges = world.clock.changes;
    this.#ofStep(step, world);
  }

  /** The step has been taken, and user code has come to a halt. */
  end(world: World): Footprint {
    if (world.clock.changes !== this.#clockChanges) this.#writes.add('activity clock');
    return { reads: this.#reads, writes: this.#writes };
  }

  occurred(occurrence: Occurrence): void {
    switch (occurrence.type) {
      case 'EventsWritten':
        return this.#written(occurrence.execution);
      case 'Answered':
        return this.#answered(occurrence.callId, occurrence.reply);
      case 'ActivationStarted':
        return this.#run(occurrence.activation.runId);
      case 'AttemptStarted': {
        const { isLocal, taskToken, workflowExecution } = occurrence.attempt;
        this.#attempt(taskToken);
        if (isLocal) this.#localAttempts.set(taskToken, workflowExecution.runId);
        return;
      }
      case 'AttemptCancelled':
        return this.#attempt(occurrence.taskToken);
      case 'AttemptReported':
        return this.#attempt(occurrence.report.taskToken);
      case 'RunEvicted':
        return this.#run(occurrence.runId);
      case 'WorkerCrashed':
      case 'WorkerShutDown':
        this.#writes.add(WORLD);
        return;
      default:
    }
  }

  #ofStep(step: Step, world: World): void {
    switch (step.type) {
      case 'Request':
        if (step.actor !== 'worker') this.#clientCalls.add(step.callId);
        return this.#ofRequest(step.request, step.workflowId);
      case 'Transfer':
        return this.#ofTransfer(step.transfer, world);
      case 'ServiceTimer':
        return this.#execution(step.timer.workflowId);
      case 'Activation':
        return this.#run(step.activation.runId);
      case 'CoreTimer':
        this.#writes.add('core');
        return;
      case 'WakeActivity':
        this.#writes.add('activity clock');
        return;
      case 'Answer':
      case 'Wake':
        this.#writes.add('scenario');
        return;
      case 'Fault':
        this.#writes.add(WORLD);
    }
  }

  #ofRequest(asked: ServiceRequest, ofTask: string | undefined): void {
    const { request } = asked;
    const workflowId = ofTask ?? workflowOf(request);
    if (workflowId === undefined) this.#writes.add(WORLD);
    else if (awaitsClose(asked)) this.#reads.add(`close ${workflowId}`);
    else this.#execution(workflowId);
    if ('taskToken' in request) this.#attempt(request.taskToken);
  }

  #ofTransfer({ workflowId, runId, name, task }: ServiceTransfer, world: World): void {
    this.#execution(workflowId);
    if (name === 'task started') this.#run(runId);
    const execution = world.service.execution(workflowId, runId);
    if (name === 'close execution' && execution?.parent !== undefined)
      this.#execution(execution.parent.workflowId);
    if (typeof task !== 'object' || task === null || !('initiatedEventId' in task)) return;
    const attributes = execution?.events[Number(task.initiatedEventId) - 1]?.attributes;
    if (attributes === undefined) return;
    if ('workflowExecution' in attributes)
      this.#execution(attributes.workflowExecution?.workflowId ?? '');
    else if ('workflowId' in attributes) this.#execution(attributes.workflowId);
  }

  /** What is closed does not change any more: who comes then learns that, and no more. */
  #execution(workflowId: string): void {
    const status = this.#world?.service.execution(workflowId)?.status;
    if (status === undefined || status === 'RUNNING') this.#writes.add(`execution ${workflowId}`);
    else this.#reads.add(`close ${workflowId}`);
  }

  #run(runId: string): void {
    this.#writes.add(`run ${runId}`);
    this.#reads.add('core');
  }

  #attempt(taskToken: string): void {
    this.#writes.add(`attempt ${taskToken}`);
    this.#reads.add('core');
    const runId = this.#localAttempts.get(taskToken);
    if (runId !== undefined) this.#run(runId);
  }

  #written({ workflowId, runId, events }: RecordedExecution): void {
    this.#writes.add(`execution ${workflowId}`);
    const from = this.#eventsRead.get(runId) ?? 0;
    this.#eventsRead.set(runId, events.length);
    for (let at = from; at < events.length; at++) {
      const type = events[at]?.type;
      if (type !== undefined && CLOSING.has(type)) this.#writes.add(`close ${workflowId}`);
    }
  }

  #answered(callId: CallId, reply: Reply): void {
    if (this.#clientCalls.delete(callId)) {
      this.#writes.add('scenario');
      return;
    }
    if (!reply.ok) return;
    const { response } = reply;
    if ('activityId' in response) return;
    if ('workflowExecution' in response && response.workflowExecution !== undefined)
      this.#run(response.workflowExecution.runId);
  }
}
