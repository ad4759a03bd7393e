/** The retry policy of local activities, which the worker applies itself (Core's `retry_logic`). */
import type { DurationMs } from '../common/time.ts';
import type { Failure } from '../protocol/failure.ts';
import type { RetryPolicy } from '../protocol/payload.ts';

/** A retry policy without gaps. */
export interface CompleteRetryPolicy extends RetryPolicy {
  readonly initialInterval: DurationMs;
  readonly backoffCoefficient: number;
  readonly maximumInterval: DurationMs;
  /** 0: unlimited. */
  readonly maximumAttempts: number;
  readonly nonRetryableErrorTypes: readonly string[];
}

/** How long a local activity may wait inside its worker by default; longer waits are left to a timer. */
export const DEFAULT_LOCAL_RETRY_THRESHOLD: DurationMs = 60_000;

/** Fills in what a policy leaves open, and mends what makes no sense. */
export function completeRetryPolicy(policy: RetryPolicy | undefined): CompleteRetryPolicy {
  const { initialInterval: initial, backoffCoefficient: coefficient } = policy ?? {};
  const initialInterval = initial === undefined || initial < 0 ? 1000 : initial;
  const maximum = policy?.maximumInterval;
  return {
    initialInterval,
    backoffCoefficient: coefficient !== undefined && coefficient >= 1 ? coefficient : 2,
    maximumInterval:
      maximum === undefined || maximum < 0
        ? 100 * initialInterval
        : Math.max(maximum, initialInterval),
    maximumAttempts: Math.max(0, policy?.maximumAttempts ?? 0),
    nonRetryableErrorTypes: policy?.nonRetryableErrorTypes ?? [],
  };
}

/** How long to wait after an attempt that failed, or undefined if there is no further one. */
export function retryBackoff(
  policy: CompleteRetryPolicy,
  attempt: number,
  failure: Failure,
): DurationMs | undefined {
  const info = failure.applicationFailureInfo;
  if (policy.maximumAttempts > 0 && attempt >= policy.maximumAttempts) return undefined;
  if (info?.nonRetryable === true) return undefined;
  const type = (info?.type ?? '').toLowerCase();
  if (policy.nonRetryableErrorTypes.some((name) => name.toLowerCase() === type)) return undefined;
  if (info?.nextRetryDelay !== undefined) return info.nextRetryDelay;
  const interval = policy.initialInterval * policy.backoffCoefficient ** (attempt - 1);
  return attempt === 1 ? policy.initialInterval : Math.min(interval, policy.maximumInterval);
}
