/** The law that every signal which a run has accepted reaches a handler. */
import { listed } from './in-words.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** Handlers are set before anything is awaited. */
export const nothingAcceptedIsLost: WorkflowLaw = {
  name: 'nothing-accepted-is-lost',
  docs: 'docs/laws/nothing-accepted-is-lost.md',
  statement:
    'When a run closes by itself, every signal that it has accepted has reached a handler.',
  reason:
    'A signal without a handler waits in memory and dies with the run, continued as new or not: set handlers before the first await.',
  watch() {
    const signaled = new Set<string>();
    return {
      events: {
        WorkflowExecutionSignaled(_event, { runId }) {
          signaled.add(runId);
          return undefined;
        },
      },
      occurrences: {
        WorkflowClosing({ runId, unhandledSignals }) {
          if (unhandledSignals.length > 0)
            return `the run closes and signal ${listed(unhandledSignals)} was never handled`;
          return signaled.has(runId) || undefined;
        },
      },
    };
  },
};
