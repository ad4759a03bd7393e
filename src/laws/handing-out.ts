/** What an answer of the service means to laws: a task was handed out, or what an attempt said was heard or refused. */
import type { Reply } from '../protocol/request.ts';
import type { ActivityTask, WorkflowTask } from '../protocol/task.ts';
import type { AttemptRecord } from './attempt-record.ts';
import type { CallRecord } from './call-record.ts';

/** A worker gets a workflow task: it polled, or the task comes with the answer to the one before. */
export interface WorkflowTaskHandedOut {
  readonly type: 'WorkflowTaskHandedOut';
  readonly task: WorkflowTask;
}

/** A worker gets an attempt of an activity: it polled, or had asked for it with the activity's command. */
export interface AttemptHandedOut {
  readonly type: 'AttemptHandedOut';
  readonly task: ActivityTask;
}

/** The requests by which an attempt speaks to the service. */
export type AttemptMethod =
  | 'RecordActivityTaskHeartbeat'
  | 'RespondActivityTaskCompleted'
  | 'RespondActivityTaskFailed'
  | 'RespondActivityTaskCanceled';

/** A heartbeat or the end of an attempt was heard, or refused. */
export interface AttemptAnswered {
  readonly type: 'AttemptAnswered';
  readonly method: AttemptMethod;
  readonly call: CallRecord;
  readonly reply: Reply<AttemptMethod>;
  /** Undefined for a token that was never handed out, or whose attempt has ended. */
  readonly attempt: AttemptRecord | undefined;
}

/** What an answer of the service hands out. */
export interface HandedOut {
  readonly workflowTask?: WorkflowTask | undefined;
  readonly activityTasks?: readonly ActivityTask[] | undefined;
}

const NOTHING: HandedOut = {};

/** The tasks in an answer: of a poll, which is a task itself, or of a completed workflow task, which may bring some along. */
export function handedOut(reply: Reply): HandedOut {
  if (!reply.ok) return NOTHING;
  const { response } = reply;
  if ('taskToken' in response)
    return 'activityId' in response
      ? { activityTasks: [response as ActivityTask] }
      : { workflowTask: response as WorkflowTask };
  return 'workflowTask' in response || 'activityTasks' in response
    ? (response as HandedOut)
    : NOTHING;
}

const ATTEMPT_METHODS: ReadonlySet<string> = new Set<AttemptMethod>([
  'RecordActivityTaskHeartbeat',
  'RespondActivityTaskCompleted',
  'RespondActivityTaskFailed',
  'RespondActivityTaskCanceled',
]);

/** Whether a request is one by which an attempt speaks to the service. */
export const isAttemptMethod = (method: string): method is AttemptMethod =>
  ATTEMPT_METHODS.has(method);
