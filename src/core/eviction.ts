/** Why a run leaves the cache of its worker. @see RequestEvictMsg */
import type { EvictionReason } from '../protocol/activation.ts';
import type { ServiceStatus } from '../protocol/request.ts';

/** A run is to leave the cache. */
export interface Eviction {
  readonly reason: EvictionReason;
  readonly message: string;
}

/** The service has heard of the end of the workflow. */
export const WORKFLOW_COMPLETED: Eviction = {
  reason: 'WORKFLOW_EXECUTION_ENDING',
  message: 'Workflow completed',
};

/** The worker stops, and the run has nothing to do. */
export const SHUTTING_DOWN: Eviction = {
  reason: 'LANG_REQUESTED',
  message: 'Worker is shutting down',
};

/** Whether what the task of the run asks for may be done before it leaves. */
export const mayFinish = (reason: EvictionReason): boolean =>
  reason === 'CACHE_FULL' || reason === 'WORKFLOW_EXECUTION_ENDING';

/** The service has not taken an answer to a workflow task. */
export function refused(status: ServiceStatus | undefined): Eviction {
  const message = 'Error reporting WFT to server';
  if (status?.code === 'NOT_FOUND') return { reason: 'TASK_NOT_FOUND', message };
  const isUnhandled = status?.code === 'INVALID_ARGUMENT' && status.message === 'UnhandledCommand';
  return { reason: isUnhandled ? 'UNHANDLED_COMMAND' : 'FATAL', message };
}
