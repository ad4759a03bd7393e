/** Retry policies of activities and workflows: defaults, validation, and what follows a failure. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Failure, RetryState, TimeoutType } from '../protocol/failure.ts';
import type { RetryPolicy } from '../protocol/payload.ts';

/** A policy in which nothing is left open. */
export interface FullRetryPolicy {
  readonly initialInterval: DurationMs;
  readonly backoffCoefficient: number;
  readonly maximumInterval: DurationMs;
  /** 0: unlimited. */
  readonly maximumAttempts: number;
  readonly nonRetryableErrorTypes?: readonly string[] | undefined;
}

const MAXIMUM_INTERVAL_COEFFICIENT = 100;
const TIMEOUT_TYPE_PREFIX = 'TemporalTimeout:';

const TIMEOUT_NAMES: Partial<Record<TimeoutType, string>> = {
  TIMEOUT_TYPE_START_TO_CLOSE: 'StartToClose',
  TIMEOUT_TYPE_SCHEDULE_TO_START: 'ScheduleToStart',
  TIMEOUT_TYPE_SCHEDULE_TO_CLOSE: 'ScheduleToClose',
  TIMEOUT_TYPE_HEARTBEAT: 'Heartbeat',
};

/** A timeout type as messages and policies spell it. */
export const timeoutTypeName = (type: TimeoutType): string => TIMEOUT_NAMES[type] ?? 'Unspecified';

/** Completes a policy with the defaults of the service. @see temporal common/retrypolicy: EnsureDefaults */
export function withRetryDefaults(policy: RetryPolicy): FullRetryPolicy {
  const initialInterval = policy.initialInterval || 1000;
  return {
    initialInterval,
    backoffCoefficient: policy.backoffCoefficient || 2,
    maximumInterval: policy.maximumInterval || MAXIMUM_INTERVAL_COEFFICIENT * initialInterval,
    maximumAttempts: policy.maximumAttempts ?? 0,
    nonRetryableErrorTypes: policy.nonRetryableErrorTypes,
  };
}

/** What is wrong with a completed policy, in the words of the service, or undefined. */
export function retryPolicyProblem(policy: FullRetryPolicy): string | undefined {
  // A single attempt is no retry: the service looks no further.
  if (policy.maximumAttempts === 1) return undefined;
  if (policy.initialInterval < 0)
    return 'invalid InitialInterval set on retry policy: negative duration';
  if (policy.backoffCoefficient < 1)
    return 'BackoffCoefficient cannot be less than 1 on retry policy.';
  if (policy.maximumInterval < 0)
    return 'invalid MaximumInterval set on retry policy: negative duration';
  if (policy.maximumInterval < policy.initialInterval)
    return 'MaximumInterval cannot be less than InitialInterval on retry policy.';
  if (policy.maximumAttempts < 0) return 'MaximumAttempts cannot be negative on retry policy.';
  for (const type of policy.nonRetryableErrorTypes ?? []) {
    if (!type.startsWith(TIMEOUT_TYPE_PREFIX)) continue;
    const name = type.slice(TIMEOUT_TYPE_PREFIX.length);
    if (!Object.values(TIMEOUT_NAMES).includes(name)) return `Invalid timeout type value: ${name}.`;
  }
  return undefined;
}

/** Whether a failure may be retried under these types. @see temporal common/retrypolicy: IsRetryableFailure */
export function isRetryableFailure(
  failure: Failure | undefined,
  nonRetryableErrorTypes: readonly string[] | undefined,
): boolean {
  if (failure === undefined) return true;
  if (failure.terminatedFailureInfo !== undefined || failure.canceledFailureInfo !== undefined)
    return false;
  if (failure.timeoutFailureInfo !== undefined) {
    const type = failure.timeoutFailureInfo.timeoutType;
    if (type !== 'TIMEOUT_TYPE_START_TO_CLOSE' && type !== 'TIMEOUT_TYPE_HEARTBEAT') return false;
    return nonRetryableErrorTypes?.includes(TIMEOUT_TYPE_PREFIX + timeoutTypeName(type)) !== true;
  }
  if (failure.serverFailureInfo !== undefined)
    return failure.serverFailureInfo.nonRetryable !== true;
  const application = failure.applicationFailureInfo;
  if (application === undefined) return true;
  if (application.nonRetryable === true) return false;
  return nonRetryableErrorTypes?.includes(application.type ?? '') !== true;
}

/** What is known when a next attempt is considered. */
export interface RetryQuestion {
  readonly now: EpochMs;
  readonly attempt: number;
  readonly policy: FullRetryPolicy;
  readonly expirationTime: EpochMs | undefined;
  /** The delay that the failure asks for; 0 says that there is none left. */
  readonly delay: DurationMs | undefined;
  /** Whether `maximumInterval` caps the asked-for delay too; it does for workflows. */
  readonly capDelay: boolean;
}

/** Whether there is a next attempt, and after which interval. */
export type RetryDecision =
  | { readonly retryState: 'RETRY_STATE_IN_PROGRESS'; readonly interval: DurationMs }
  | { readonly retryState: Exclude<RetryState, 'RETRY_STATE_IN_PROGRESS'> };

/** Decides on the next attempt after a retryable failure. @see temporal service/history/workflow/retry.go: nextBackoffInterval */
export function nextRetry(question: RetryQuestion): RetryDecision {
  const { policy, attempt, delay, now, expirationTime } = question;
  if (policy.maximumAttempts > 0 && attempt >= policy.maximumAttempts)
    return { retryState: 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED' };
  const cap = delay === undefined || question.capDelay ? policy.maximumInterval : delay;
  let interval = delay ?? policy.initialInterval * Math.pow(policy.backoffCoefficient, attempt - 1);
  if (cap === 0 && interval <= 0) return { retryState: 'RETRY_STATE_TIMEOUT' };
  if (cap !== 0 && (interval <= 0 || interval > cap)) interval = cap;
  if (expirationTime !== undefined && now + interval > expirationTime)
    return { retryState: 'RETRY_STATE_TIMEOUT' };
  return { retryState: 'RETRY_STATE_IN_PROGRESS', interval };
}
