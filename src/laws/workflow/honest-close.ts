/** The law that a run whose code was told of its cancellation closes as Cancelled. */
import type { WorkflowLaw } from './workflow-law.ts';

const AS: Readonly<Record<string, string>> = {
  completed: 'as Completed',
  failed: 'as Failed',
  continuedAsNew: 'as ContinuedAsNew, and the next run knows nothing of the request',
};

/** Cancellations are passed on, not swallowed. */
export const honestClose: WorkflowLaw = {
  name: 'honest-close',
  docs: 'docs/laws/honest-close.md',
  statement:
    'Code to which the cancellation of its workflow was thrown closes it as Cancelled; so does code that is told, and leaves behind the work that it was waiting for.',
  reason:
    'A catch-all that swallows the cancellation makes an interrupted run look as if it had done its work: throw on what isCancellation() says is one.',
  watch: () => ({
    occurrences: {
      WorkflowClosing({ how, heard, interrupted }) {
        if (!heard) {
          if (!interrupted || how !== 'completed') return undefined;
          return 'the run is told of its cancellation, and closes as Completed over work that it was waiting for';
        }
        return how === 'cancelled' || `the cancellation was thrown, and the run closes ${AS[how]}`;
      },
    },
  }),
};
