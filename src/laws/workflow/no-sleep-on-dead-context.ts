/** The law that an attempt which has heard of its cancellation sleeps on its context no more. */
import { attemptsOf } from './open-attempts.ts';
import type { TaskToken } from '../../protocol/task.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** Clean-up of activities waits by plain timers. */
export const noSleepOnDeadContext: WorkflowLaw = {
  name: 'no-sleep-on-dead-context',
  docs: 'docs/laws/no-sleep-on-dead-context.md',
  statement:
    'Once its cancellation was thrown to the code of an attempt, it does not sleep on its context any more.',
  reason:
    "Such a sleep rejects at once, and what comes after it is skipped: clean up with the timers of 'node:timers/promises'.",
  watch() {
    const attempts = attemptsOf();
    const told = new Set<TaskToken>();
    return {
      occurrences: {
        AttemptStarted: attempts.started,
        WorkerCrashed: attempts.crashed,
        AttemptCancelled({ taskToken }) {
          told.add(taskToken);
          return undefined;
        },
        AttemptSleepsOn({ taskToken, heard }) {
          const attempt = attempts.open.get(taskToken);
          if (!heard || attempt === undefined) return undefined;
          return `activity ${attempt.activityType} sleeps on its context again after it was told to stop`;
        },
        AttemptReported({ report }) {
          if (report.type !== 'ended') return undefined;
          attempts.ended(report.taskToken);
          return told.delete(report.taskToken) || undefined;
        },
      },
    };
  },
};
