/** The run timeout as the start of a run has it. */
import type { DurationMs } from '../common/time.ts';
import type { EventAttributes } from './event.ts';

/**
 * The run timeout that a WorkflowExecutionStarted event carries: one of zero is written where the run is a child or continues
 * another one as new, and left out where a client started it, or where it repeats such a run.
 */
export function writtenRunTimeout(
  attributes: Pick<
    EventAttributes['WorkflowExecutionStarted'],
    'workflowRunTimeout' | 'parentWorkflowExecution' | 'initiator'
  >,
): DurationMs | undefined {
  const { workflowRunTimeout, parentWorkflowExecution, initiator } = attributes;
  const isWritten =
    workflowRunTimeout !== 0 ||
    parentWorkflowExecution !== undefined ||
    initiator === 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW';
  return isWritten ? workflowRunTimeout : undefined;
}
