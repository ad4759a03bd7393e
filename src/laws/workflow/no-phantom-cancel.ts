/** The law that a run which nobody cancelled does not fail with a cancellation. */
import type { Failure } from '../../protocol/failure.ts';
import type { LookedAtRun, WorkflowLaw } from './workflow-law.ts';

/** Whether a failure comes of a cancellation within the run; those of children, and of attempts that nobody cancelled, do not. */
function isPhantom(failure: Failure | undefined, run: LookedAtRun): boolean {
  if (failure === undefined) return false;
  if (failure.canceledFailureInfo !== undefined) return true;
  if (failure.childWorkflowExecutionFailureInfo !== undefined) return false;
  const scheduledEventId = failure.activityFailureInfo?.scheduledEventId;
  if (
    scheduledEventId !== undefined &&
    run.activities.get(scheduledEventId)?.cancelRequested === undefined
  )
    return false;
  return isPhantom(failure.cause, run);
}

/** A workflow that cancels a scope of its own deals with what is thrown there. */
export const noPhantomCancel: WorkflowLaw = {
  name: 'no-phantom-cancel',
  docs: 'docs/laws/no-phantom-cancel.md',
  statement: 'A run that nobody cancelled does not fail with a CancelledFailure.',
  reason:
    'It has cancelled a scope of its own (in a signal handler, CancellationScope.current() is the root scope) and let the failure through.',
  watch() {
    const cancelsItself = new Set<string>();
    return {
      occurrences: {
        WorkflowCallRejected({ runId, fromOutside }) {
          if (!fromOutside) cancelsItself.add(runId);
          return undefined;
        },
      },
      closing(event, run) {
        if (run.cancelRequested !== undefined) return undefined;
        if (event.type === 'WorkflowExecutionFailed' && isPhantom(event.attributes.failure, run))
          return 'the run failed with a CancelledFailure, and nobody had asked it to cancel';
        return cancelsItself.has(run.runId) || undefined;
      },
    };
  },
};
