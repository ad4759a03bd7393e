/** The law that no work of a run goes on when it is closed, and that none of its children is left behind. */
import type { EpochMs } from '../../common/time.ts';
import type { ActivityAttempt } from '../../protocol/attempt.ts';
import type { HistoryEvent } from '../../protocol/event.ts';
import type { TaskToken } from '../../protocol/task.ts';
import { attemptsOf } from './open-attempts.ts';
import { seconds } from './in-words.ts';
import type { LookedAt, LookedAtRun, WorkflowLaw } from './workflow-law.ts';
import type { Verdict } from '../law.ts';

/** An attempt that is told to stop may take so long to do so, in milliseconds. */
const GRACE = 2_000;

/** These ask nobody. */
const isForced = ({ type }: HistoryEvent): boolean =>
  type === 'WorkflowExecutionTerminated' || type === 'WorkflowExecutionTimedOut';

/** A run that has closed, and the activities that it closed over. */
interface Closed {
  readonly at: EpochMs;
  /** By their ids; none where it was closed by force. */
  readonly over: ReadonlySet<string>;
  /** It was not closed by force. */
  readonly isAsked: boolean;
}

/** Those that the run was waiting for, or had left to themselves; what the service has given up on is no work of it any more. */
function openActivities({ activities }: LookedAtRun): ReadonlySet<string> {
  const open = new Set<string>();
  for (const { scheduled, closed } of activities.values())
    if (closed === undefined) open.add(scheduled.attributes.activityId);
  return open;
}

/** At rest: children that are open and wait for nothing that could come, although their parent has closed. */
function orphans(
  { service, names }: LookedAt,
  closed: ReadonlyMap<string, Closed>,
): readonly Verdict[] {
  return [...service.executions()]
    .filter(({ status, parent }) => status === 'RUNNING' && closed.has(parent?.runId ?? ''))
    .map(({ workflowId, parent }) => {
      const of = names.workflow(parent?.workflowId ?? '');
      const child = names.workflow(workflowId);
      return `child workflow ${child} is left open with nothing to wake it, and its parent ${of} is closed`;
    });
}

/** A run waits for what it has set going, or has it stopped, before it closes. */
export const noLateEffects: WorkflowLaw = {
  name: 'no-late-effects',
  docs: 'docs/laws/no-late-effects.md',
  statement:
    'When a run has closed, no activity of it works on, unless it was closed by force, and no child is left open with nothing to wake it.',
  reason:
    'What is done after the close is seen by nobody: await what was started, with WAIT_CANCELLATION_COMPLETED where it is cancelled.',
  watch() {
    const attempts = attemptsOf();
    const closed = new Map<string, Closed>();
    const told = new Map<TaskToken, EpochMs>();
    const closedOver = (attempt: ActivityAttempt | undefined): Closed | undefined => {
      const run = closed.get(attempt?.workflowExecution.runId ?? '');
      if (attempt === undefined || run === undefined) return undefined;
      const isLeft = attempt.isLocal ? run.isAsked : run.over.has(attempt.activityId);
      return isLeft ? run : undefined;
    };
    return {
      closing(event, run) {
        const { runId } = run;
        const isAsked = !isForced(event);
        closed.set(runId, {
          at: event.eventTime,
          over: isAsked ? openActivities(run) : new Set(),
          isAsked,
        });
        if (!isAsked) return undefined;
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
          const closedAt = closedOver(attempt)?.at;
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
          .filter((attempt) => closedOver(attempt) !== undefined)
          .map(({ activityType }) => `activity ${activityType} still works, and its run is closed`);
        return [...working, ...(atRest ? orphans(world, closed) : [])];
      },
    };
  },
};
