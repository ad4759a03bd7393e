/** How an execution stands, in the words of a test's message. */
import type { PayloadConverter } from '@temporalio/common';
import type { HistoryEvent, HistoryEventOf } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Payloads } from '../protocol/payload.ts';
import type { ExecutionView } from '../service/service.ts';

/** The value that a workflow returned; undefined where it returned none. */
export function valueOf(converter: PayloadConverter, result: Payloads | undefined): unknown {
  const [payload] = result?.payloads ?? [];
  return payload === undefined ? undefined : converter.fromPayload(payload as never);
}

/** The messages of a failure and of its causes, outermost first: `'Activity task failed: no money'`. */
export function failureText(failure: Failure | undefined): string {
  const messages: string[] = [];
  for (let at = failure; at !== undefined; at = at.cause) messages.push(at.message ?? '');
  return messages.filter((message) => message !== '').join(': ') || 'without a message';
}

function pending({
  pendingActivities,
  pendingTimers,
  pendingChildren,
  workflowTask,
}: ExecutionView): string {
  const awaited = [
    ...(workflowTask === undefined ? [] : [`a workflow task (${workflowTask.status})`]),
    ...pendingActivities.map(
      ({ activityId, status, attempt }) => `activity ${activityId} (${status}, attempt ${attempt})`,
    ),
    ...pendingTimers.map(({ timerId }) => `timer ${timerId}`),
    ...pendingChildren.map(({ workflowId }) => `child ${workflowId}`),
  ];
  return awaited.join(', ') || 'a signal, an update or a cancel request';
}

function ended(event: HistoryEvent | undefined, converter: PayloadConverter): string {
  switch (event?.type) {
    case 'WorkflowExecutionCompleted':
      return `completed with ${shown(event, converter)}`;
    case 'WorkflowExecutionFailed':
      return `failed: ${failureText(event.attributes.failure)}`;
    case 'WorkflowExecutionCanceled':
      return 'was cancelled';
    case 'WorkflowExecutionTerminated':
      return `was terminated${event.attributes.reason ? ` (${event.attributes.reason})` : ''}`;
    case 'WorkflowExecutionTimedOut':
      return 'timed out';
    case 'WorkflowExecutionContinuedAsNew':
      return 'continued as new';
    default:
      return 'is open';
  }
}

function shown(
  { attributes }: HistoryEventOf<'WorkflowExecutionCompleted'>,
  converter: PayloadConverter,
): string {
  try {
    return JSON.stringify(valueOf(converter, attributes.result)) ?? 'undefined';
  } catch {
    return 'a value that its converter alone does not read';
  }
}

/** `'order-42 failed: no money'`, or what an open execution waits for. */
export function standing(execution: ExecutionView, converter: PayloadConverter): string {
  const { workflowId, events, status } = execution;
  if (status !== 'RUNNING') return `${workflowId} ${ended(events.at(-1), converter)}`;
  const asked = execution.cancelRequested ? ', and was asked to cancel' : '';
  return `${workflowId} is still running: it waits for ${pending(execution)}${asked}`;
}
