/** The law that no work of a run goes on when it is closed, and that none of its children is left behind. */
import type { EpochMs } from '../../common/time.ts';
import type { HistoryEvent } from '../../protocol/event.ts';
import type { TaskToken } from '../../protocol/task.ts';
import { attemptsOf } from './open-attempts.ts';
import { seconds } from './in-words.ts';
import type { LookedAt, WorkflowLaw } from './workflow-law.ts';
import type { Verdict } from '../law.ts';

/** An attempt that is told to stop may take so long to do so, in milliseconds. */
const GRACE = 2_000;

/** These ask nobody. */
const isForced = ({ type }: HistoryEvent): boolean =>
  type === 'WorkflowExecutionTerminated' || type === 'WorkflowExecutionTimedOut';

/** At rest: children that are open and wait for nothing that could come, although their parent has closed. */
function orphans({ service }: LookedAt, closed: ReadonlyMap<string, EpochMs>): readonly Verdict[] {
  return [...service.executions()]
    .filter(({ status, parent }) => status === 'RUNNING' && closed.has(parent?.runId ?? ''))
    .map(({ workflowId, parent }) => {
      const of = parent?.workflowId ?? '';
      return `child workflow ${workflowId} is left open with nothing to wake it, and its parent ${of} is closed`;
    });
}

/** A run waits for what it has set going, or has it stopped, before it closes. */
export const noLateEffects: WorkflowLaw = {
  name: 'no-late-effects',
  statement:
    'When a run has closed, other than by force, no activity of it works on, and no child is left open with nothing to wake it.',
  reason:
    'What is done after the close is seen by nobody: await what was started, with WAIT_CANCELLATION_COMPLETED where it is cancelled.',
  watch() {
    const attempts = attemptsOf();
    const closed = new Map<string, EpochMs>();
    const told = new Map<TaskToken, EpochMs>();
    const isOfClosed = (runId: string): boolean => closed.has(runId);
    return {
      closing(event, { runId }) {
        if (isForced(event)) return undefined;
        closed.set(runId, event.eventTime);
        for (const { workflowExecution } of attempts.open.values())
          if (workflowExecution.runId === runId) return undefined;
        return true;
      },
      occurrences: {
        AttemptStarted: attempts.started,
        WorkerCrashed: attempts.crashed,
        AttemptCancelled({ taskToken }, { now }) {
          if (!told.has(taskToken)) told.set(taskToken, now);
          return undefined;
        },
        AttemptReported({ report }, { now }) {
          if (report.type !== 'ended') return undefined;
          const { taskToken, outcome } = report;
          const attempt = attempts.ended(taskToken);
          const closedAt = closed.get(attempt?.workflowExecution.runId ?? '');
          if (attempt === undefined || closedAt === undefined) return undefined;
          const name = `activity ${attempt.activityType}`;
          const toldAt = told.get(taskToken);
          if (outcome.status !== 'cancelled')
            return `${name} ${outcome.status} ${seconds(now - closedAt)} after its run had closed`;
          const since = Math.max(closedAt, toldAt ?? closedAt);
          if (now - since <= GRACE) return true;
          return `${name} worked on for ${seconds(now - closedAt)} after its run had closed`;
        },
      },
      atEnd(world, atRest) {
        const working = [...attempts.open.values()]
          .filter(({ workflowExecution }) => isOfClosed(workflowExecution.runId))
          .map(({ activityType }) => `activity ${activityType} still works, and its run is closed`);
        return [...working, ...(atRest ? orphans(world, closed) : [])];
      },
    };
  },
};
