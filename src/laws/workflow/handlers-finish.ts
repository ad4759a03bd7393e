/** The law that a run does not close over handlers of signals and updates. */
import type { HistoryEvent } from '../../protocol/event.ts';
import type { UnfinishedHandler } from '../../host/workflow-watch.ts';
import { listed } from './in-words.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** These ask nobody. */
const isForced = ({ type }: HistoryEvent): boolean =>
  type === 'WorkflowExecutionTerminated' || type === 'WorkflowExecutionTimedOut';

const named = ({ kind, name }: UnfinishedHandler): string => `the handler of ${kind} ${name}`;

/** Handlers are waited for, also on the way out. */
export const handlersFinish: WorkflowLaw = {
  name: 'handlers-finish',
  docs: 'docs/laws/handlers-finish.md',
  statement:
    'When a run closes, no handler of a signal or an update is under way, and every accepted update has an outcome.',
  reason:
    'Who waits for the update never gets an answer: wait for allHandlersFinished, in CancellationScope.nonCancellable on the way out.',
  watch() {
    const received = new Set<string>();
    const abandoned = new Map<string, number>();
    return {
      events: {
        WorkflowExecutionSignaled(_event, { runId }) {
          received.add(runId);
          return undefined;
        },
        WorkflowExecutionUpdateAccepted(_event, { runId }) {
          received.add(runId);
          return undefined;
        },
      },
      occurrences: {
        WorkflowClosing({ runId, unfinishedHandlers }) {
          abandoned.set(
            runId,
            unfinishedHandlers.filter((handler) => handler.mayBeAbandoned).length,
          );
          const cutOff = unfinishedHandlers.filter((handler) => !handler.mayBeAbandoned);
          if (cutOff.length === 0) return undefined;
          return `the run closes while ${listed(cutOff.map(named))} is under way`;
        },
      },
      closing(event, { runId, updates }) {
        if (isForced(event)) return undefined;
        const open = [...updates.values()].filter(({ completed }) => !completed);
        if (open.length > (abandoned.get(runId) ?? 0)) {
          const ids = open.map(({ accepted }) => accepted.attributes.protocolInstanceId);
          return `update ${listed(ids)} was accepted and has no outcome`;
        }
        return received.has(runId) || undefined;
      },
    };
  },
};
