/** Failures and payload lists between lastcall's plain-object form and the protobuf objects of the SDK's packages. */
import type { Failure, RetryState, TimeoutType } from './failure.ts';
import type { Payload, Payloads } from './payload.ts';
import {
  durationFromProto,
  longFromNumber,
  optionalDurationToProto,
  optionalLongToNumber,
} from './proto-time.ts';
import type { ProtoDuration, ProtoInt64 } from './proto-time.ts';

type Unset = null | undefined;

/** @see temporal.api.common.v1.IPayloads */
export interface ProtoPayloads {
  readonly payloads?: readonly Payload[] | Unset;
}

/** A failure as the SDK's failure converters make and read it. @see temporal.api.failure.v1.IFailure */
export interface ProtoFailure {
  readonly message?: string | Unset;
  readonly source?: string | Unset;
  readonly stackTrace?: string | Unset;
  readonly encodedAttributes?: Payload | Unset;
  readonly cause?: ProtoFailure | Unset;
  readonly applicationFailureInfo?:
    | {
        readonly type?: string | Unset;
        readonly nonRetryable?: boolean | Unset;
        readonly details?: ProtoPayloads | Unset;
        readonly nextRetryDelay?: ProtoDuration | Unset;
        readonly category?: number | Unset;
      }
    | Unset;
  readonly timeoutFailureInfo?:
    | {
        readonly timeoutType?: number | Unset;
        readonly lastHeartbeatDetails?: ProtoPayloads | Unset;
      }
    | Unset;
  readonly canceledFailureInfo?:
    | {
        readonly details?: ProtoPayloads | Unset;
        readonly identity?: string | Unset;
      }
    | Unset;
  readonly terminatedFailureInfo?: { readonly identity?: string | Unset } | Unset;
  readonly serverFailureInfo?: { readonly nonRetryable?: boolean | Unset } | Unset;
  readonly resetWorkflowFailureInfo?:
    { readonly lastHeartbeatDetails?: ProtoPayloads | Unset } | Unset;
  readonly activityFailureInfo?:
    | {
        readonly scheduledEventId?: ProtoInt64 | Unset;
        readonly startedEventId?: ProtoInt64 | Unset;
        readonly identity?: string | Unset;
        readonly activityType?: { readonly name?: string | Unset } | Unset;
        readonly activityId?: string | Unset;
        readonly retryState?: number | Unset;
      }
    | Unset;
  readonly childWorkflowExecutionFailureInfo?:
    | {
        readonly namespace?: string | Unset;
        readonly workflowExecution?:
          { readonly workflowId?: string | Unset; readonly runId?: string | Unset } | Unset;
        readonly workflowType?: { readonly name?: string | Unset } | Unset;
        readonly initiatedEventId?: ProtoInt64 | Unset;
        readonly startedEventId?: ProtoInt64 | Unset;
        readonly retryState?: number | Unset;
      }
    | Unset;
}

/** In the order of their numbers. @see temporal.api.enums.v1.TimeoutType */
const TIMEOUT_TYPES: readonly TimeoutType[] = [
  'TIMEOUT_TYPE_UNSPECIFIED',
  'TIMEOUT_TYPE_START_TO_CLOSE',
  'TIMEOUT_TYPE_SCHEDULE_TO_START',
  'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE',
  'TIMEOUT_TYPE_HEARTBEAT',
];

/** In the order of their numbers; 0 is "unspecified". @see temporal.api.enums.v1.RetryState */
const RETRY_STATES: readonly (RetryState | undefined)[] = [
  undefined,
  'RETRY_STATE_IN_PROGRESS',
  'RETRY_STATE_NON_RETRYABLE_FAILURE',
  'RETRY_STATE_TIMEOUT',
  'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
  'RETRY_STATE_RETRY_POLICY_NOT_SET',
  'RETRY_STATE_INTERNAL_SERVER_ERROR',
  'RETRY_STATE_CANCEL_REQUESTED',
];

/** In the order of their numbers; 0 is "unspecified". @see temporal.api.enums.v1.ApplicationErrorCategory */
const CATEGORIES: readonly (string | undefined)[] = [
  undefined,
  'APPLICATION_ERROR_CATEGORY_BENIGN',
];

const set = <T>(value: T | Unset): T | undefined => value ?? undefined;

const numberOf = <T>(names: readonly (T | undefined)[], name: T | undefined): number =>
  name === undefined ? 0 : Math.max(0, names.indexOf(name));

/** Payloads in plain-object form, or undefined if none are given; the payloads themselves are not copied. */
export function payloadsFromProto(payloads: ProtoPayloads | Unset): Payloads | undefined {
  if (payloads === null || payloads === undefined) return undefined;
  return { payloads: payloads.payloads ?? [] };
}

/** Payloads as a decoded protobuf message has them: null if none are given. */
export function payloadsToProto(payloads: Payloads | undefined): { payloads: Payload[] } | null {
  return payloads === undefined ? null : { payloads: [...payloads.payloads] };
}

function applicationInfoFromProto(
  info: NonNullable<ProtoFailure['applicationFailureInfo']>,
): Failure['applicationFailureInfo'] {
  return {
    type: set(info.type),
    nonRetryable: set(info.nonRetryable),
    details: payloadsFromProto(info.details),
    nextRetryDelay: durationFromProto(info.nextRetryDelay),
    category: CATEGORIES[info.category ?? 0],
  };
}

function activityInfoFromProto(
  info: NonNullable<ProtoFailure['activityFailureInfo']>,
): Failure['activityFailureInfo'] {
  return {
    scheduledEventId: optionalLongToNumber(info.scheduledEventId),
    startedEventId: optionalLongToNumber(info.startedEventId),
    identity: set(info.identity),
    activityType: info.activityType ? { name: info.activityType.name ?? '' } : undefined,
    activityId: set(info.activityId),
    retryState: RETRY_STATES[info.retryState ?? 0],
  };
}

function childInfoFromProto(
  info: NonNullable<ProtoFailure['childWorkflowExecutionFailureInfo']>,
): Failure['childWorkflowExecutionFailureInfo'] {
  const execution = info.workflowExecution;
  return {
    namespace: set(info.namespace),
    workflowExecution: execution
      ? { workflowId: execution.workflowId ?? '', runId: execution.runId ?? '' }
      : undefined,
    workflowType: info.workflowType ? { name: info.workflowType.name ?? '' } : undefined,
    initiatedEventId: optionalLongToNumber(info.initiatedEventId),
    startedEventId: optionalLongToNumber(info.startedEventId),
    retryState: RETRY_STATES[info.retryState ?? 0],
  };
}

/** The one `…Info` field that says of what kind a failure is. */
function kindFromProto(failure: ProtoFailure): Partial<Failure> {
  if (failure.applicationFailureInfo) {
    return { applicationFailureInfo: applicationInfoFromProto(failure.applicationFailureInfo) };
  }
  if (failure.canceledFailureInfo) {
    const { details, identity } = failure.canceledFailureInfo;
    return {
      canceledFailureInfo: { details: payloadsFromProto(details), identity: set(identity) },
    };
  }
  if (failure.activityFailureInfo) {
    return { activityFailureInfo: activityInfoFromProto(failure.activityFailureInfo) };
  }
  if (failure.childWorkflowExecutionFailureInfo) {
    const info = failure.childWorkflowExecutionFailureInfo;
    return { childWorkflowExecutionFailureInfo: childInfoFromProto(info) };
  }
  if (failure.timeoutFailureInfo) {
    const { timeoutType, lastHeartbeatDetails } = failure.timeoutFailureInfo;
    return {
      timeoutFailureInfo: {
        timeoutType: TIMEOUT_TYPES[timeoutType ?? 0] ?? 'TIMEOUT_TYPE_UNSPECIFIED',
        lastHeartbeatDetails: payloadsFromProto(lastHeartbeatDetails),
      },
    };
  }
  if (failure.terminatedFailureInfo) {
    return { terminatedFailureInfo: { identity: set(failure.terminatedFailureInfo.identity) } };
  }
  if (failure.serverFailureInfo) {
    return { serverFailureInfo: { nonRetryable: set(failure.serverFailureInfo.nonRetryable) } };
  }
  if (failure.resetWorkflowFailureInfo) {
    const { lastHeartbeatDetails } = failure.resetWorkflowFailureInfo;
    return {
      resetWorkflowFailureInfo: { lastHeartbeatDetails: payloadsFromProto(lastHeartbeatDetails) },
    };
  }
  return {};
}

/**
 * A failure that a failure converter of the SDK made, in plain-object form, with its causes.
 * @divergence Nexus failures are not modelled: they become failures of unknown kind.
 */
export function failureFromProto(failure: ProtoFailure): Failure {
  return {
    message: set(failure.message),
    source: set(failure.source),
    stackTrace: set(failure.stackTrace),
    encodedAttributes: set(failure.encodedAttributes),
    cause: failure.cause ? failureFromProto(failure.cause) : undefined,
    ...kindFromProto(failure),
  };
}

/** The same for a failure that may be unset. */
export function optionalFailureFromProto(failure: ProtoFailure | Unset): Failure | undefined {
  return failure ? failureFromProto(failure) : undefined;
}

function activityInfoToProto(
  info: NonNullable<Failure['activityFailureInfo']>,
): ProtoFailure['activityFailureInfo'] {
  return {
    scheduledEventId: longFromNumber(info.scheduledEventId ?? 0),
    startedEventId: longFromNumber(info.startedEventId ?? 0),
    identity: info.identity ?? '',
    activityType: info.activityType ? { name: info.activityType.name } : null,
    activityId: info.activityId ?? '',
    retryState: numberOf(RETRY_STATES, info.retryState),
  };
}

function childInfoToProto(
  info: NonNullable<Failure['childWorkflowExecutionFailureInfo']>,
): ProtoFailure['childWorkflowExecutionFailureInfo'] {
  const execution = info.workflowExecution;
  return {
    namespace: info.namespace ?? '',
    workflowExecution: execution
      ? { workflowId: execution.workflowId, runId: execution.runId }
      : null,
    workflowType: info.workflowType ? { name: info.workflowType.name } : null,
    initiatedEventId: longFromNumber(info.initiatedEventId ?? 0),
    startedEventId: longFromNumber(info.startedEventId ?? 0),
    retryState: numberOf(RETRY_STATES, info.retryState),
  };
}

function kindToProto(failure: Failure): Partial<ProtoFailure> {
  if (failure.applicationFailureInfo) {
    const info = failure.applicationFailureInfo;
    return {
      applicationFailureInfo: {
        type: info.type ?? '',
        nonRetryable: info.nonRetryable ?? false,
        details: payloadsToProto(info.details),
        nextRetryDelay: optionalDurationToProto(info.nextRetryDelay),
        category: numberOf(CATEGORIES, info.category),
      },
    };
  }
  if (failure.canceledFailureInfo) {
    const { details, identity } = failure.canceledFailureInfo;
    return {
      canceledFailureInfo: { details: payloadsToProto(details), identity: identity ?? '' },
    };
  }
  if (failure.activityFailureInfo) {
    return { activityFailureInfo: activityInfoToProto(failure.activityFailureInfo) };
  }
  if (failure.childWorkflowExecutionFailureInfo) {
    const info = failure.childWorkflowExecutionFailureInfo;
    return { childWorkflowExecutionFailureInfo: childInfoToProto(info) };
  }
  if (failure.timeoutFailureInfo) {
    const { timeoutType, lastHeartbeatDetails } = failure.timeoutFailureInfo;
    return {
      timeoutFailureInfo: {
        timeoutType: numberOf(TIMEOUT_TYPES, timeoutType),
        lastHeartbeatDetails: payloadsToProto(lastHeartbeatDetails),
      },
    };
  }
  if (failure.terminatedFailureInfo) {
    return { terminatedFailureInfo: { identity: failure.terminatedFailureInfo.identity ?? '' } };
  }
  if (failure.serverFailureInfo) {
    return {
      serverFailureInfo: { nonRetryable: failure.serverFailureInfo.nonRetryable ?? false },
    };
  }
  if (failure.resetWorkflowFailureInfo) {
    const { lastHeartbeatDetails } = failure.resetWorkflowFailureInfo;
    return {
      resetWorkflowFailureInfo: { lastHeartbeatDetails: payloadsToProto(lastHeartbeatDetails) },
    };
  }
  return {};
}

/** A failure as a decoded protobuf message has it, for the SDK to make an error of: text that is not set is empty. */
export function failureToProto(failure: Failure): ProtoFailure {
  return {
    message: failure.message ?? '',
    source: failure.source ?? '',
    stackTrace: failure.stackTrace ?? '',
    encodedAttributes: failure.encodedAttributes ?? null,
    cause: failure.cause ? failureToProto(failure.cause) : null,
    ...kindToProto(failure),
  };
}
