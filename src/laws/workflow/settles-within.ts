/** The law that a run which is asked to cancel closes within a bound. */
import type { Duration } from '@temporalio/common';
import { duration } from '../../simulation/option-value.ts';
import { seconds } from './in-words.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/**
 * A run that is asked to cancel closes within so much virtual time.
 * @throws OptionError if the bound is no duration
 */
export function settlesWithin(bound: Duration): WorkflowLaw {
  const most = duration('the bound of settlesWithin()', bound);
  const late = (name: string, took: number, how: string): string =>
    `${name} ${how} ${seconds(took)} after it was asked to cancel`;
  return {
    name: 'settles-within',
    docs: 'docs/laws/settles-within.md',
    statement: `A run that is asked to cancel closes within ${seconds(most)}.`,
    reason:
      'Activities hear of a cancellation by heartbeats, which are throttled to 80 % of the heartbeat timeout, or to 30 s without one.',
    watch() {
      const asked = new Map<string, { readonly name: string; readonly at: number }>();
      return {
        events: {
          WorkflowExecutionCancelRequested({ eventTime }, { workflowId, runId }, { names }) {
            const name = names.workflow(workflowId);
            if (!asked.has(runId)) asked.set(runId, { name, at: eventTime });
            return undefined;
          },
        },
        closing({ eventTime }, { runId }) {
          const request = asked.get(runId);
          asked.delete(runId);
          if (request === undefined) return undefined;
          const took = eventTime - request.at;
          return took <= most || late(request.name, took, 'closed');
        },
        atEnd({ now }) {
          return [...asked.values()].map(({ name, at }) =>
            now - at > most ? late(name, now - at, 'is still open') : undefined,
          );
        },
      };
    },
  };
}
