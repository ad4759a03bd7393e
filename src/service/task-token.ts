/** Task tokens: how a worker's answer says which attempt of which task it is about. */
import type { EventId } from '../protocol/event.ts';
import type { TaskToken } from '../protocol/task.ts';
import { invalidArgument } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** The attempt of a workflow task. */
export interface WorkflowTaskToken {
  readonly workflowId: string;
  readonly runId: string;
  readonly scheduledEventId: EventId;
  readonly startedEventId: EventId;
  readonly attempt: number;
  /** Of the start: it tells a task from one of the same place that the service has lost. */
  readonly requestId: string;
}

/** The attempt of an activity. */
export interface ActivityTaskToken {
  readonly workflowId: string;
  readonly runId: string;
  readonly scheduledEventId: EventId;
  readonly attempt: number;
}

const WORKFLOW_TASK = /^workflow-task\/([^/]+)\/(\d+)\/(\d+)\/(\d+)\/([^/]*)\/(.+)$/s;
const ACTIVITY_TASK = /^activity-task\/([^/]+)\/(\d+)\/(\d+)\/(.+)$/s;
const QUERY = /^query\/(.+)$/;

/** The token of that attempt of a workflow task. */
export const workflowTaskToken = (token: WorkflowTaskToken): TaskToken =>
  `workflow-task/${token.runId}/${token.scheduledEventId}/${token.startedEventId}/${token.attempt}/${token.requestId}/${token.workflowId}`;

/** The token of that attempt of an activity. */
export const activityTaskToken = (token: ActivityTaskToken): TaskToken =>
  `activity-task/${token.runId}/${token.scheduledEventId}/${token.attempt}/${token.workflowId}`;

/** The token of a task that only asks a query. */
export const queryToken = (queryId: string): TaskToken => `query/${queryId}`;

/** Reads a token; refuses what is none of a workflow task. */
export function readWorkflowTaskToken(token: TaskToken): WorkflowTaskToken | Refusal {
  const [, runId, scheduledEventId, startedEventId, attempt, requestId, workflowId] =
    WORKFLOW_TASK.exec(token) ?? [];
  if (runId === undefined || requestId === undefined || workflowId === undefined)
    return unreadable(token);
  return {
    workflowId,
    runId,
    scheduledEventId: Number(scheduledEventId),
    startedEventId: Number(startedEventId),
    attempt: Number(attempt),
    requestId,
  };
}

/** Reads a token; refuses what is none of an activity. */
export function readActivityTaskToken(token: TaskToken): ActivityTaskToken | Refusal {
  const [, runId, scheduledEventId, attempt, workflowId] = ACTIVITY_TASK.exec(token) ?? [];
  if (runId === undefined || workflowId === undefined) return unreadable(token);
  return {
    workflowId,
    runId,
    scheduledEventId: Number(scheduledEventId),
    attempt: Number(attempt),
  };
}

/** Reads the id of a query; refuses what is none of a query. */
export const readQueryToken = (token: TaskToken): string | Refusal =>
  QUERY.exec(token)?.[1] ?? unreadable(token);

/** @see temporal common/rpc/interceptor/namespace_validator.go: extractNamespaceFromTaskToken */
const unreadable = (token: TaskToken): Refusal =>
  invalidArgument(
    token === '' ? 'Task token not set on request.' : 'Error deserializing task token.',
  );
