/** The law that the code of an attempt does nothing any more when the attempt has reported how it ended. */
import type { EpochMs } from '../../common/time.ts';
import type { ActivityOutcome } from '../../protocol/attempt.ts';
import type { TaskToken } from '../../protocol/task.ts';
import { seconds } from './in-words.ts';
import { attemptsOf } from './open-attempts.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** An attempt that has ended: in which step, when, and how. */
interface Ended {
  readonly activityType: string;
  readonly step: number;
  readonly at: EpochMs;
  readonly status: ActivityOutcome['status'];
}

/** What an attempt has set going ends with it. */
export const noWorkAfterReport: WorkflowLaw = {
  name: 'no-work-after-report',
  docs: 'docs/laws/no-work-after-report.md',
  statement: 'When an attempt has reported how it ended, its code does nothing any more.',
  reason:
    'What goes on behind the report is seen by nobody, and overlaps with the next attempt: stop or await all that was started, also on the way out.',
  watch() {
    const attempts = attemptsOf({ zombies: true });
    const ended = new Map<TaskToken, Ended>();
    return {
      occurrences: {
        AttemptStarted: attempts.started,
        AttemptReported({ report }, { now, trace }) {
          if (report.type !== 'ended') return undefined;
          const { taskToken, outcome } = report;
          const attempt = attempts.ended(taskToken);
          // one that is completed from elsewhere may do that itself
          if (attempt === undefined || outcome.status === 'willCompleteAsync') return undefined;
          const { activityType } = attempt;
          ended.set(taskToken, {
            activityType,
            step: trace.taken,
            at: now,
            status: outcome.status,
          });
          return true;
        },
        AttemptWorksOn({ taskToken, asks }, { now, trace }) {
          const attempt = ended.get(taskToken);
          if (attempt === undefined || attempt.step === trace.taken) return undefined;
          const { activityType, at, status } = attempt;
          return `activity ${activityType} had ended as ${status}, and its code asks for ${asks} ${seconds(now - at)} later`;
        },
      },
    };
  },
};
