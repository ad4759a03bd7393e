/** Whether an attempt of an activity that ended is followed by another. */
import type { EpochMs } from '../common/time.ts';
import type { Failure } from '../protocol/failure.ts';
import { isAskedToStop } from './activity.ts';
import type { PendingActivity } from './activity.ts';
import { isRetryableFailure, nextRetry } from './retry.ts';
import type { RetryDecision } from './retry.ts';

/** Decides after the failure of an attempt. @see temporal service/history/workflow/mutable_state_impl.go: RetryActivity */
export function decideRetry(
  activity: PendingActivity,
  failure: Failure | undefined,
  now: EpochMs,
): RetryDecision {
  if (isAskedToStop(activity)) return { retryState: 'RETRY_STATE_CANCEL_REQUESTED' };
  const timeoutType = failure?.timeoutFailureInfo?.timeoutType;
  if (
    timeoutType === 'TIMEOUT_TYPE_SCHEDULE_TO_START' ||
    timeoutType === 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE'
  )
    return { retryState: 'RETRY_STATE_TIMEOUT' };
  if (!isRetryableFailure(failure, activity.retryPolicy.nonRetryableErrorTypes))
    return { retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE' };
  if (activity.status === 'PauseRequested')
    return { retryState: 'RETRY_STATE_IN_PROGRESS', interval: 0 };
  return nextRetry({
    now,
    attempt: activity.attempt,
    policy: activity.retryPolicy,
    expirationTime: activity.expirationTime,
    delay: failure?.applicationFailureInfo?.nextRetryDelay,
    capDelay: false,
  });
}
