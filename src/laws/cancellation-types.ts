/** Laws about the cancellation types that workflow code chooses: what is asked of whom, and for what the code waits. */
import type { ActivationJob } from '../protocol/activation.ts';
import type { Law, Verdict } from './law.ts';
import type { RunLedger } from './run-ledger.ts';

/** L08: what is to be abandoned is not asked to stop. */
const abandonAsksForNothing: Law = {
  name: 'abandon-asks-for-nothing',
  statement: 'An activity or a child whose cancellation type is ABANDON is never asked to stop.',
  reason:
    "Core resolves it for the workflow's code and sends no command (core activity_state_machine.rs, child_workflow_state_machine.rs; sdk-go#1427).",
  among: 'SDK workers',
  events: {
    ActivityTaskCancelRequested({ attributes: { scheduledEventId } }, run) {
      const activityId = run.activities.get(scheduledEventId)?.scheduled.attributes.activityId;
      const type = activityId === undefined ? undefined : run.activityTypes.get(activityId);
      if (type === undefined) return undefined;
      return type !== 'ABANDON' || `activity ${activityId} is to be abandoned`;
    },
    RequestCancelExternalWorkflowExecutionInitiated({ attributes }, run) {
      const { workflowId } = attributes.workflowExecution;
      const type = attributes.childWorkflowOnly ? run.childTypes.get(workflowId) : undefined;
      if (type === undefined) return undefined;
      return type !== 'ABANDON' || `child ${workflowId} is to be abandoned`;
    },
  },
};

function heardTheEnd(job: ActivationJob, run: RunLedger): Verdict {
  if (job.type !== 'resolveActivity' || job.isLocal || job.result.status !== 'cancelled')
    return undefined;
  const activityId = run.activityIds.get(job.seq);
  if (activityId === undefined) return undefined;
  const activity = run.activityById.get(activityId);
  if (run.activityTypes.get(activityId) !== 'WAIT_CANCELLATION_COMPLETED' || !activity)
    return undefined;
  return activity.closed !== undefined || `activity ${activityId} has not ended`;
}

/** L08: who waits for the cancellation to be completed is told after the end. */
const waitHearsTheEndFirst: Law = {
  name: 'wait-hears-the-end-first',
  statement:
    'Of an activity with WAIT_CANCELLATION_COMPLETED, workflow code hears that it is cancelled only after the activity has ended.',
  reason:
    'Core resolves it by the event that ends the activity; one that was never sent has nothing to wait for (core activity_state_machine.rs).',
  among: 'SDK workers',
  occurrences: {
    ActivationStarted({ activation }, world) {
      const run = world.runs.get(activation.runId);
      if (run === undefined || activation.isReplaying) return undefined;
      let verdict: Verdict;
      for (const job of activation.jobs) {
        const own = heardTheEnd(job, run);
        if (typeof own === 'string') return own;
        verdict ??= own;
      }
      return verdict;
    },
  },
};

/** The laws about cancellation types. */
export const cancellationTypeLaws: readonly Law[] = [abandonAsksForNothing, waitHearsTheEndFirst];
