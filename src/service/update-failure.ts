/** The failures with which the service itself answers updates. */
import type { Failure } from '../protocol/failure.ts';

/** The worker said nothing about an update that its task carried. */
export const UnprocessedUpdate: Failure = {
  message:
    "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is not supported by the worker.",
  source: 'Server',
  applicationFailureInfo: { type: 'UnprocessedUpdate', nonRetryable: true },
};

/** The workflow took an update on, and closed before it answered. */
export const AcceptedUpdateCompletedWorkflow: Failure = {
  message: 'Workflow Update failed because the Workflow completed before the Update completed.',
  source: 'Server',
  applicationFailureInfo: { type: 'AcceptedUpdateCompletedWorkflow', nonRetryable: true },
};
