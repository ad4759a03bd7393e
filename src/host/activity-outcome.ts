/** What the end of an activity function means: completed, failed, cancelled, or to be completed by others. */
import { CompleteAsyncError } from '@temporalio/activity';
import {
  ApplicationFailure,
  CancelledFailure,
  ensureApplicationFailure,
  FAILURE_SOURCE,
} from '@temporalio/common';
import { isAbortError } from '@temporalio/common/lib/type-helpers.js';
import type { ActivityOutcome } from '../protocol/attempt.ts';
import type { Failure } from '../protocol/failure.ts';
import type { ActivityCancellation } from './activity-cancellation.ts';
import type { ActivityConverter, MaybePromise } from './activity-converter.ts';

const failed = (failure: Failure): ActivityOutcome => ({ status: 'failed', failure });

/** The outcome of an attempt that ends with an error of the worker's own, or of the user's if nobody cancelled it. */
export function failedOutcome(
  error: unknown,
  converter: ActivityConverter,
): MaybePromise<ActivityOutcome> {
  const failure = converter.toFailure(ensureApplicationFailure(error));
  return failure instanceof Promise ? failure.then(failed) : failed(failure);
}

/** Cancelled by the error that the attempt was told to stop with; its stack trace would only show the worker. */
function cancelledOutcome(
  error: CancelledFailure,
  converter: ActivityConverter,
): MaybePromise<ActivityOutcome> {
  const cancelled = (failure: Failure): ActivityOutcome => ({
    status: 'cancelled',
    failure: { ...failure, stackTrace: undefined },
  });
  const failure = converter.toFailure(error);
  return failure instanceof Promise ? failure.then(cancelled) : cancelled(failure);
}

/**
 * How an attempt ends whose function threw. An error counts as the answer to a cancel only if one was delivered: a
 * reset or a pause makes it a failure (even if a cancel was requested as well), any other reason a cancellation.
 *
 * @see Activity.run of `@temporalio/worker`
 */
export function outcomeOfError(
  error: unknown,
  { reason, holder }: ActivityCancellation,
  converter: ActivityConverter,
): MaybePromise<ActivityOutcome> {
  if (error instanceof CompleteAsyncError) return { status: 'willCompleteAsync' };
  if (reason === 'HEARTBEAT_DETAILS_CONVERSION_FAILED') {
    return failedOutcome(ApplicationFailure.retryable(reason, 'CancelledFailure'), converter);
  }
  if (reason !== undefined && error instanceof CancelledFailure) {
    if (holder.details?.reset === true) {
      return failedOutcome(new ApplicationFailure('Activity reset', 'ActivityReset'), converter);
    }
    if (holder.details?.paused === true) {
      return failedOutcome(new ApplicationFailure('Activity paused', 'ActivityPause'), converter);
    }
    return cancelledOutcome(error, converter);
  }
  if (reason !== undefined && isAbortError(error)) {
    return {
      status: 'cancelled',
      failure: { source: FAILURE_SOURCE, canceledFailureInfo: {} },
    };
  }
  return failedOutcome(error, converter);
}
