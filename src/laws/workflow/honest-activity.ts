/** The law that an attempt which is told of its cancellation ends soon, and says that it was cancelled. */
import type { EpochMs } from '../../common/time.ts';
import type { TaskToken } from '../../protocol/task.ts';
import { attemptsOf } from './open-attempts.ts';
import { seconds } from './in-words.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** So long may a tail take that cannot be interrupted, in milliseconds: of an attempt that heartbeats on, and of one that does not. */
const GRACE = { beating: 2_000, silent: 5_000 } as const;

/** When an attempt was told. */
interface Told {
  readonly at: EpochMs;
  readonly step: number;
  /** Whether it heartbeats on: it is not in its tail. */
  beats: boolean;
}

const graceOf = ({ beats }: Told): number => (beats ? GRACE.beating : GRACE.silent);

/** Activities pass their cancellation on. */
export const honestActivity: WorkflowLaw = {
  name: 'honest-activity',
  docs: 'docs/laws/honest-activity.md',
  statement:
    'An attempt that is told of its cancellation does not fail, and does not complete much later.',
  reason:
    'An error of your own in place of the CancelledFailure is recorded as a failure, and who never looks works on for nothing.',
  watch() {
    const attempts = attemptsOf();
    const told = new Map<TaskToken, Told>();
    return {
      occurrences: {
        AttemptStarted: attempts.started,
        WorkerCrashed: attempts.crashed,
        AttemptCancelled({ taskToken, reason }, { now, trace }) {
          if (reason === 'CANCELLED' && attempts.open.has(taskToken))
            told.set(taskToken, { at: now, step: trace.taken, beats: false });
          return undefined;
        },
        AttemptReported({ report }, { now, trace }) {
          const when = told.get(report.taskToken);
          if (report.type !== 'ended') {
            if (when !== undefined) when.beats = true;
            return undefined;
          }
          const { taskToken, outcome } = report;
          const attempt = attempts.ended(taskToken);
          told.delete(taskToken);
          if (attempt === undefined || when === undefined) return undefined;
          const late = now - when.at;
          const name = `activity ${attempt.activityType}`;
          if (outcome.status === 'failed') {
            // an error of its own that comes at the very instant may have been on its way
            if (late === 0 && trace.taken !== when.step) return undefined;
            return `${name} was told of its cancellation and failed: ${outcome.failure.message ?? ''}`;
          }
          if (outcome.status !== 'completed' || late <= graceOf(when)) return true;
          return `${name} was told of its cancellation and completed ${seconds(late)} later`;
        },
      },
      atEnd({ now }) {
        return [...told].map(([taskToken, when]) => {
          const attempt = attempts.open.get(taskToken);
          const late = now - when.at;
          if (attempt === undefined || late <= graceOf(when)) return undefined;
          return `activity ${attempt.activityType} was told of its cancellation and still runs ${seconds(late)} later`;
        });
      },
    };
  },
};
