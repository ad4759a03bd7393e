/** The law that code which has heard of a cancellation asks for nothing in the scope that is cancelled. */
import type { WorkflowCallKind } from '../../host/workflow-watch.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** What was asked for, in words. */
const WHAT: Readonly<Record<WorkflowCallKind, (name: string) => string>> = {
  activity: (name) => `activity ${name}`,
  localActivity: (name) => `local activity ${name}`,
  timer: (name) => `a timer of ${name}`,
  child: (name) => `child workflow ${name}`,
  signal: (name) => `signal ${name}`,
  cancel: (name) => `the cancellation ${name}`,
};

/** Clean-up is done in CancellationScope.nonCancellable. */
export const noWorkInDeadScope: WorkflowLaw = {
  name: 'no-work-in-dead-scope',
  docs: 'docs/laws/no-work-in-dead-scope.md',
  statement:
    'Once a cancellation was thrown to code, it asks for nothing more in the scope that is cancelled.',
  reason:
    'The call rejects at once and nothing is ever scheduled: clean up in CancellationScope.nonCancellable.',
  watch: () => ({
    occurrences: {
      WorkflowCall({ kind, name, inDeadScope, heard }) {
        if (!heard) return undefined;
        return (
          !inDeadScope ||
          `${WHAT[kind](name)} was asked for in a scope that was cancelled already, and never scheduled`
        );
      },
    },
  }),
};
