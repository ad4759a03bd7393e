/** Retry policies between lastcall's plain-object form and the protobuf objects of the SDK's packages. */
import type { RetryPolicy } from './payload.ts';
import { durationFromProto, optionalDurationToProto } from './proto-time.ts';
import type { ProtoDuration } from './proto-time.ts';

/** @see temporal.api.common.v1.IRetryPolicy */
export interface ProtoRetryPolicy {
  readonly initialInterval?: ProtoDuration | null | undefined;
  readonly backoffCoefficient?: number | null | undefined;
  readonly maximumInterval?: ProtoDuration | null | undefined;
  readonly maximumAttempts?: number | null | undefined;
  readonly nonRetryableErrorTypes?: readonly string[] | null | undefined;
}

/** A retry policy in plain-object form, or undefined if none is given; what it leaves open stays open. */
export function retryPolicyFromProto(
  policy: ProtoRetryPolicy | null | undefined,
): RetryPolicy | undefined {
  if (policy === null || policy === undefined) return undefined;
  return {
    initialInterval: durationFromProto(policy.initialInterval),
    backoffCoefficient: policy.backoffCoefficient ?? undefined,
    maximumInterval: durationFromProto(policy.maximumInterval),
    maximumAttempts: policy.maximumAttempts ?? undefined,
    nonRetryableErrorTypes: policy.nonRetryableErrorTypes ?? undefined,
  };
}

/** A retry policy as a decoded protobuf message has it: what is open is 0, empty or null. */
export function retryPolicyToProto(policy: RetryPolicy): ProtoRetryPolicy {
  return {
    initialInterval: optionalDurationToProto(policy.initialInterval),
    backoffCoefficient: policy.backoffCoefficient ?? 0,
    maximumInterval: optionalDurationToProto(policy.maximumInterval),
    maximumAttempts: policy.maximumAttempts ?? 0,
    nonRetryableErrorTypes: [...(policy.nonRetryableErrorTypes ?? [])],
  };
}
