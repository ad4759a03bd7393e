/** Stories: what happened to each workflow of a world, line by line in its order, told by an observer of its steps. */
import type { EpochMs } from '../common/time.ts';
import type { ActivityAttempt, AttemptReport } from '../protocol/attempt.ts';
import { closingStatus, type HistoryEvent } from '../protocol/event.ts';
import type { ServiceRequest } from '../protocol/request.ts';
import type { TaskToken } from '../protocol/task.ts';
import type { StepObserver } from '../simulation/observer.ts';
import type { Occurrence, OccurrenceOf } from '../simulation/occurrence.ts';
import type { World } from '../simulation/world.ts';
import { eventText } from './event-text.ts';
import { sinceStart } from './since-start.ts';

/** What kind of thing a line tells of; it decides the colour. */
export type LineKind = 'event' | 'interrupt' | 'closing' | 'client' | 'activity' | 'told';

/** One line of a story. */
export interface Line {
  readonly at: EpochMs;
  readonly kind: LineKind;
  readonly text: string;
  /** The event that it tells of. */
  readonly event?: HistoryEvent | undefined;
}

/** Who speaks, in front of a line that is no event. */
const CLIENT = '▶ client';
const ACTIVITY = '●';
const TOLD = '◀';

const INTERRUPTS = /CancelRequested|Canceled|Terminated|TimedOut/;

const CALLS: Partial<Record<ServiceRequest['method'], string>> = {
  StartWorkflowExecution: 'starts it',
  SignalWithStartWorkflowExecution: 'signals with start',
  RequestCancelWorkflowExecution: 'asks to cancel',
  TerminateWorkflowExecution: 'terminates',
  SignalWorkflowExecution: 'signals',
  UpdateWorkflowExecution: 'updates',
};

const kindOf = ({ type }: HistoryEvent): LineKind => {
  if (closingStatus(type) !== undefined) return 'closing';
  return INTERRUPTS.test(type) ? 'interrupt' : 'event';
};

/** Tells the stories of the workflows of one world. */
export class Stories implements StepObserver {
  readonly #lines = new Map<string, Line[]>();
  readonly #told = new Map<string, number>();
  readonly #attempts = new Map<TaskToken, ActivityAttempt>();
  readonly #workflowIds = new Map<string, string>();

  /** The story of one workflow, all its runs. */
  of(workflowId: string): readonly Line[] {
    return this.#lines.get(workflowId) ?? [];
  }

  /** Adds what a client sees or does that no request shows. */
  clientLine(workflowId: string, at: EpochMs, text: string): void {
    this.#add(workflowId, { at, kind: 'client', text: `${CLIENT} ${text}` });
  }

  occurred(occurrence: Occurrence, { now, options: { startTime } }: World): void {
    switch (occurrence.type) {
      case 'RequestArrived':
        return this.#request(occurrence.request, now);
      case 'EventsWritten':
        return this.#events(occurrence, now, startTime);
      case 'ActivationStarted':
        return this.#activation(occurrence, now);
      case 'AttemptStarted': {
        const { attempt } = occurrence;
        this.#attempts.set(attempt.taskToken, attempt);
        const again = attempt.attempt > 1 ? `, attempt ${attempt.attempt}` : '';
        const local = attempt.isLocal ? ', in the worker' : '';
        return this.#attempt(attempt.taskToken, now, 'activity', `starts${again}${local}`);
      }
      case 'AttemptCancelled': {
        const { taskToken, reason } = occurrence;
        return this.#attempt(taskToken, now, 'told', `is told to stop: ${reason}`);
      }
      case 'AttemptReported':
        return this.#report(occurrence.report, now);
      default:
    }
  }

  afterStep(): void {}

  #add(workflowId: string, line: Line): void {
    const lines = this.#lines.get(workflowId) ?? [];
    this.#lines.set(workflowId, lines);
    lines.push(line);
  }

  #attempt(token: TaskToken, at: EpochMs, kind: 'activity' | 'told', text: string): void {
    const attempt = this.#attempts.get(token);
    if (attempt === undefined) return;
    const { activityType, workflowExecution } = attempt;
    const sign = kind === 'told' ? TOLD : ACTIVITY;
    this.#add(workflowExecution.workflowId, { at, kind, text: `${sign} ${activityType} ${text}` });
  }

  #request({ method, request }: ServiceRequest, at: EpochMs): void {
    if (method === 'RecordActivityTaskHeartbeat') {
      return this.#attempt(request.taskToken, at, 'activity', 'heartbeats');
    }
    const call = CALLS[method];
    if (call === undefined) return;
    const workflowId =
      'workflowId' in request
        ? request.workflowId
        : 'workflowExecution' in request
          ? request.workflowExecution.workflowId
          : undefined;
    if (workflowId !== undefined) this.clientLine(workflowId, at, call);
  }

  #events({ execution }: OccurrenceOf<'EventsWritten'>, at: EpochMs, start: EpochMs): void {
    const { workflowId, runId, events } = execution;
    this.#workflowIds.set(runId, workflowId);
    for (const event of events.slice(this.#told.get(runId) ?? 0)) {
      // The start of an attempt is only written when it is over, and its time is then a past one.
      const past = event.eventTime === at ? '' : ` (${sinceStart(event.eventTime, start)})`;
      const text = `${eventText(event)}${past}`;
      this.#add(workflowId, { at, kind: kindOf(event), text, event });
    }
    this.#told.set(runId, events.length);
  }

  #activation({ activation }: OccurrenceOf<'ActivationStarted'>, at: EpochMs): void {
    const workflowId = this.#workflowIds.get(activation.runId);
    if (workflowId === undefined || activation.isReplaying) return;
    if (!activation.jobs.some(({ type }) => type === 'cancelWorkflow')) return;
    this.#add(workflowId, { at, kind: 'told', text: `${TOLD} the workflow is told to cancel` });
  }

  #report(report: AttemptReport, at: EpochMs): void {
    if (report.type !== 'ended') return;
    const { taskToken, outcome } = report;
    switch (outcome.status) {
      case 'completed':
        return this.#attempt(taskToken, at, 'activity', 'returns');
      case 'failed':
        return this.#attempt(taskToken, at, 'activity', `fails: ${outcome.failure.message ?? ''}`);
      case 'cancelled':
        return this.#attempt(taskToken, at, 'activity', 'throws CancelledFailure');
      default:
    }
  }
}

/** Draws the three events of a workflow task together, where nothing came between them but what the task itself brought. */
export function folded(lines: readonly Line[]): readonly Line[] {
  const out: Line[] = [];
  for (const line of lines) {
    const { event } = line;
    if (event?.type !== 'WorkflowTaskCompleted') {
      out.push(line);
      continue;
    }
    const started = out.findLastIndex((before) => before.event?.type === 'WorkflowTaskStarted');
    const scheduled = out[started - 1];
    if (scheduled?.event?.type !== 'WorkflowTaskScheduled' || scheduled.at !== line.at) {
      out.push(line);
      continue;
    }
    const text = `${scheduled.event.eventId}-${event.eventId} WorkflowTask (scheduled to completed)`;
    out.splice(started - 1, 2, { ...scheduled, text });
  }
  return out;
}
