/** Which attempts of activities are under way in a world, as workflow laws keep count of them. */
import type { ActivityAttempt } from '../../protocol/attempt.ts';
import type { TaskToken } from '../../protocol/task.ts';
import type { OccurrenceOf } from '../../simulation/occurrence.ts';

/** Keeps the attempts whose code is running. */
export interface OpenAttempts {
  readonly open: ReadonlyMap<TaskToken, ActivityAttempt>;
  readonly started: (occurrence: OccurrenceOf<'AttemptStarted'>) => undefined;
  /** Those of a worker that died do not count any more, even if they go on as zombies, unless it is said otherwise. */
  readonly crashed: (occurrence: OccurrenceOf<'WorkerCrashed'>) => undefined;
  /** @returns the attempt that has ended, if it was counted */
  readonly ended: (taskToken: TaskToken) => ActivityAttempt | undefined;
}

/** Begins to keep count; it must be told of what its functions are named for. @param options.zombies count those of dead workers on */
export function attemptsOf(options: { readonly zombies?: boolean } = {}): OpenAttempts {
  const open = new Map<TaskToken, ActivityAttempt>();
  const workers = new Map<TaskToken, string>();
  const forget = (taskToken: TaskToken): void => {
    open.delete(taskToken);
    workers.delete(taskToken);
  };
  return {
    open,
    started({ worker, attempt }) {
      open.set(attempt.taskToken, attempt);
      workers.set(attempt.taskToken, worker);
      return undefined;
    },
    crashed({ worker }) {
      if (options.zombies === true) return undefined;
      for (const [taskToken, of] of workers) if (of === worker) forget(taskToken);
      return undefined;
    },
    ended(taskToken) {
      const attempt = open.get(taskToken);
      forget(taskToken);
      return attempt;
    },
  };
}
