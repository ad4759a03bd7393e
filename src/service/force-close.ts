/** Ways in which the service itself puts an end to a workflow task or to a run. */
import type { WorkflowTaskFailedCause } from '../protocol/event.ts';
import type { Payloads } from '../protocol/payload.ts';
import type { Execution } from './execution.ts';

/** Who the service says it is. @see temporal service/history/consts: IdentityHistoryService */
export const HISTORY_SERVICE = 'history-service';

/** `WORKFLOW_TASK_FAILED_CAUSE_BAD_START_TIMER_ATTRIBUTES` as the service writes it: `BadStartTimerAttributes`. */
export const causeName = (cause: WorkflowTaskFailedCause): string =>
  cause
    .replace('WORKFLOW_TASK_FAILED_CAUSE_', '')
    .toLowerCase()
    .replace(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** Fails the workflow task that a worker is at, and writes what it held back. */
export function failStartedWorkflowTask(
  execution: Execution,
  cause: WorkflowTaskFailedCause = 'WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND',
): void {
  if (execution.workflowTask.status !== 'Started') return;
  failPendingWorkflowTask(execution, cause);
  execution.flush();
}

/** Fails the pending workflow task in the service's name. */
export function failPendingWorkflowTask(
  execution: Execution,
  cause: WorkflowTaskFailedCause,
): void {
  const sticky = execution.state.stickyQueue !== undefined;
  if (sticky) execution.change({ stickyQueue: undefined });
  execution.feedWorkflowTask({
    type: 'Fail',
    nextEventId: execution.events.nextEventId,
    cause,
    failure: undefined,
    identity: HISTORY_SERVICE,
    sticky,
  });
}

/** What a termination says. */
export interface Termination {
  readonly reason: string | undefined;
  readonly details?: Payloads | undefined;
  readonly identity: string | undefined;
}

/** Terminates a run: a started workflow task is failed first; nothing else is told. */
export function terminateExecution(execution: Execution, termination: Termination): void {
  failStartedWorkflowTask(execution);
  const { reason, details, identity } = termination;
  execution.close('TERMINATED', {
    type: 'WorkflowExecutionTerminated',
    attributes: { reason, details, identity },
  });
}
