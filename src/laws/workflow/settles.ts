/** The law that a run which is asked to cancel closes. */
import { seconds } from './in-words.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** A run that was asked to cancel, and when. */
interface Asked {
  /** The workflow, as steps name it. */
  readonly name: string;
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
        WorkflowExecutionCancelRequested({ eventTime }, { workflowId, runId }, { names }) {
          const name = names.workflow(workflowId);
          if (!asked.has(runId)) asked.set(runId, { name, at: eventTime, closed: false });
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
        return [...asked.values()].map(({ name, at, closed }) => {
          if (closed) return true;
          if (!over) return undefined;
          const waits = atRest
            ? 'nothing is left that could happen'
            : `${seconds(now - at)} have gone by`;
          return `${name} was asked to cancel and is still open, and ${waits}`;
        });
      },
    };
  },
};
