/** The service of a replay: it hands out one history as a workflow task, and takes every answer. @see temporalio_sdk_core replay::Historator */
import type { EpochMs } from '../common/time.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { ServiceRequest } from '../protocol/request.ts';
import type { WorkflowTask } from '../protocol/task.ts';
import type { CallId, ServiceEffect } from '../service/effect.ts';
import { Service, type ServiceOptions } from '../service/service.ts';
import { HistoryStartError } from './error.ts';

/** A history, and whose it is: histories do not say the ids of their workflows. */
export interface HistoryOfWorkflow {
  readonly workflowId: string;
  readonly events: readonly HistoryEvent[];
}

/** The starts of workflow tasks that workflow code has dealt with, or is to deal with. */
function startsOf(events: readonly HistoryEvent[]): readonly number[] {
  return events.flatMap(({ type, eventId }, index) => {
    const next = events[index + 1]?.type;
    const counts = next === undefined || next === 'WorkflowTaskCompleted';
    return type === 'WorkflowTaskStarted' && counts ? eventId : [];
  });
}

/** The task with the whole history. @throws HistoryStartError if the history does not begin with a start */
export function replayTask({ workflowId, events }: HistoryOfWorkflow): WorkflowTask {
  const [first] = events;
  if (first?.type !== 'WorkflowExecutionStarted') throw new HistoryStartError(first?.type);
  const { originalExecutionRunId: runId, workflowType } = first.attributes;
  const starts = startsOf(events);
  const started = starts.at(-1) ?? 0;
  const isOver = events.at(-1)?.type !== 'WorkflowTaskStarted';
  return {
    taskToken: 'replay',
    workflowExecution: { workflowId, runId },
    workflowType,
    previousStartedEventId: isOver ? started : (starts.at(-2) ?? 0),
    startedEventId: started,
    attempt: 1,
    history: events,
    scheduledTime: first.eventTime,
    startedTime: first.eventTime,
  };
}

/** Hands out one task, once. */
export class ReplayService extends Service {
  #task: WorkflowTask | undefined;

  constructor(options: ServiceOptions, task: WorkflowTask) {
    super(options);
    this.#task = task;
  }

  override call(
    callId: CallId,
    { method }: ServiceRequest,
    _now: EpochMs,
  ): readonly ServiceEffect[] {
    if (!method.startsWith('Poll'))
      return [{ type: 'Reply', callId, reply: { ok: true, response: {} } }];
    const response = method === 'PollWorkflowTaskQueue' ? this.#task : undefined;
    if (response === undefined) return [];
    this.#task = undefined;
    return [{ type: 'Reply', callId, reply: { ok: true, response } }];
  }
}
