/** Refusals of the service, in the words of the real one. */
import type { ServiceStatus, StatusCode, StatusDetails } from '../protocol/request.ts';

/** A request that was refused; it is a Reply of any method. */
export interface Refusal {
  readonly ok: false;
  readonly status: ServiceStatus;
}

/** Refuses with a gRPC status. */
export const refuse = (code: StatusCode, message: string, details?: StatusDetails): Refusal => ({
  ok: false,
  status: details === undefined ? { code, message } : { code, message, details },
});

/** Refuses because what the request speaks of is not there (any more). */
export const notFound = (message: string): Refusal =>
  refuse('NOT_FOUND', message, { type: 'NotFoundFailure' });

/** Refuses because of what the request says. */
export const invalidArgument = (message: string): Refusal => refuse('INVALID_ARGUMENT', message);

/** Refuses because the run is not in a state for it yet. */
export const workflowNotReady = (message: string): Refusal =>
  refuse('FAILED_PRECONDITION', message, { type: 'WorkflowNotReadyFailure' });

/** Refuses because the state of something does not allow it. */
export const failedPrecondition = (message: string): Refusal =>
  refuse('FAILED_PRECONDITION', message);

/** Refuses for the time being: the caller may try again. */
export const busyWorkflow = (message: string): Refusal =>
  refuse('RESOURCE_EXHAUSTED', message, {
    type: 'ResourceExhaustedFailure',
    cause: 'RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW',
  });

/** The run is closed. */
export const WORKFLOW_CLOSED: Refusal = notFound('workflow execution already completed');

/** The run tried to close and is working on the task after. */
export const WORKFLOW_CLOSING: Refusal = busyWorkflow(
  'workflow operation can not be applied because workflow is closing',
);

/** The workflow id has no run of that chain. */
export const EXECUTION_NOT_FOUND: Refusal = notFound('workflow execution not found');

/** No update of that id is known. */
export const updateNotFound = (updateId: string): Refusal =>
  notFound(`update "${updateId}" not found`);

/** A workflow task that is over, or not the one the token names. */
export const WORKFLOW_TASK_NOT_FOUND: Refusal = notFound('Workflow task not found.');

/** An attempt of an activity that is over. */
export const ACTIVITY_TASK_NOT_FOUND: Refusal = notFound(
  'invalid activityID or activity already timed out or invoking workflow is completed',
);

/** No activity of that id is pending. */
export const ACTIVITY_NOT_PENDING: Refusal = notFound(
  "Can't find pending activity with such ID. Invalid activityID or activity already completed",
);

/** Whether something is a refusal. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'ok' in value && value.ok === false;
