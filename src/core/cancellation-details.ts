/** What holds when an attempt is told to stop (`coresdk.activity_task.ActivityCancellationDetails`). */
import type { ActivityCancellationDetails } from '../protocol/attempt.ts';

const NONE: ActivityCancellationDetails = {
  notFound: false,
  cancelRequested: false,
  paused: false,
  timedOut: false,
  workerShutdown: false,
  reset: false,
};

/** Details of which only the given ones hold. */
export const cancellationDetails = (
  holding: Partial<ActivityCancellationDetails>,
): ActivityCancellationDetails => ({ ...NONE, ...holding });
