/** The law that a run which is asked to cancel closes. */
import { seconds } from './in-words.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** A run that was asked to cancel, and when. */
interface Asked {
  readonly workflowId: string;
  readonly at: number;
  closed: boolean;
}

/** Whoever asks a workflow to cancel waits for its end. */
export const settles: WorkflowLaw = {
  name: 'settles',
  docs: 'docs/laws/settles.md',
  statement: 'A run that is asked to cancel closes.',
  reason:
    'Whoever cancels waits for the end: clean-up that waits without a bound, or is tried again for ever, never lets go.',
  watch() {
    const asked = new Map<string, Asked>();
    return {
      events: {
        WorkflowExecutionCancelRequested({ eventTime }, { workflowId, runId }) {
          if (!asked.has(runId)) asked.set(runId, { workflowId, at: eventTime, closed: false });
          return undefined;
        },
      },
      closing(_event, { runId }) {
        const run = asked.get(runId);
        if (run !== undefined) run.closed = true;
        return undefined;
      },
      atEnd({ now, options }, atRest) {
        const over = atRest || options.settleWithin > 0;
        return [...asked.values()].map(({ workflowId, at, closed }) => {
          if (closed) return true;
          if (!over) return undefined;
          const waits = atRest
            ? 'nothing is left that could happen'
            : `${seconds(now - at)} have gone by`;
          return `${workflowId} was asked to cancel and is still open, and ${waits}`;
        });
      },
    };
  },
};
