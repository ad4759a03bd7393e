/** Task tokens: how a worker's answer says which attempt of which task it is about. */
import type { EventId } from '../protocol/event.ts';
import type { TaskToken } from '../protocol/task.ts';

/** The attempt of a workflow task. */
export interface WorkflowTaskToken {
  readonly runId: string;
  readonly scheduledEventId: EventId;
  readonly startedEventId: EventId;
  readonly attempt: number;
}

/** The attempt of an activity. */
export interface ActivityTaskToken {
  readonly runId: string;
  readonly scheduledEventId: EventId;
  readonly attempt: number;
}

const WORKFLOW_TASK = /^workflow-task\/([^/]+)\/(\d+)\/(\d+)\/(\d+)$/;
const ACTIVITY_TASK = /^activity-task\/([^/]+)\/(\d+)\/(\d+)$/;
const QUERY = /^query\/(.+)$/;

/** The token of that attempt of a workflow task. */
export const workflowTaskToken = (token: WorkflowTaskToken): TaskToken =>
  `workflow-task/${token.runId}/${token.scheduledEventId}/${token.startedEventId}/${token.attempt}`;

/** The token of that attempt of an activity. */
export const activityTaskToken = (token: ActivityTaskToken): TaskToken =>
  `activity-task/${token.runId}/${token.scheduledEventId}/${token.attempt}`;

/** The token of a task that only asks a query. */
export const queryToken = (queryId: string): TaskToken => `query/${queryId}`;

/** Reads a token; undefined if it is none of a workflow task. */
export function readWorkflowTaskToken(token: TaskToken): WorkflowTaskToken | undefined {
  const [, runId, scheduledEventId, startedEventId, attempt] = WORKFLOW_TASK.exec(token) ?? [];
  if (runId === undefined) return undefined;
  return {
    runId,
    scheduledEventId: Number(scheduledEventId),
    startedEventId: Number(startedEventId),
    attempt: Number(attempt),
  };
}

/** Reads a token; undefined if it is none of an activity. */
export function readActivityTaskToken(token: TaskToken): ActivityTaskToken | undefined {
  const [, runId, scheduledEventId, attempt] = ACTIVITY_TASK.exec(token) ?? [];
  if (runId === undefined) return undefined;
  return { runId, scheduledEventId: Number(scheduledEventId), attempt: Number(attempt) };
}

/** Reads the id of a query; undefined if the token is none of a query. */
export const readQueryToken = (token: TaskToken): string | undefined => QUERY.exec(token)?.[1];
