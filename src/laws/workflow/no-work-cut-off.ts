/** The law that nothing is asked for by code which closes its run with the same breath. */
import type { CutOffWork } from '../../host/workflow-cut-off.ts';
import { listed } from './in-words.ts';
import type { EventType } from '../../protocol/event.ts';
import type { WorkflowLaw } from './workflow-law.ts';

const WHAT: Readonly<Record<CutOffWork['kind'], string>> = {
  activity: 'activity',
  localActivity: 'local activity',
  child: 'child workflow',
};

const WAYS: Partial<Record<EventType, string>> = {
  WorkflowExecutionCompleted: 'returns',
  WorkflowExecutionContinuedAsNew: 'continues as new',
};

const named = ({ kind, name }: CutOffWork): string => `${WHAT[kind]} ${name}`;

/** What is set going is waited for, if only until it has begun. */
export const noWorkCutOff: WorkflowLaw = {
  name: 'no-work-cut-off',
  docs: 'docs/laws/no-work-cut-off.md',
  statement: 'No activity and no child is asked for in the very workflow task that closes its run.',
  reason:
    'The service drops with the run what has not begun, a child with ABANDON too, and nobody is told: await it before the code returns or throws.',
  watch() {
    const closings = new Map<string, readonly CutOffWork[]>();
    return {
      occurrences: {
        WorkflowClosing({ runId, cutOff }) {
          closings.set(runId, cutOff);
          return undefined;
        },
      },
      closing({ type }, { runId }) {
        const cutOff = closings.get(runId);
        if (cutOff === undefined) return undefined;
        if (cutOff.length === 0) return true;
        const way = WAYS[type] ?? 'throws';
        return `${listed(cutOff.map(named))} is asked for, and the code ${way} without waiting: it never begins`;
      },
    };
  },
};
