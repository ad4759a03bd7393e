/** Requests about one activity: its heartbeats and its end, by task token or by id, and what an operator does to it. */
import { optionalFailureFromProto } from '../protocol/proto-failure.ts';
import type { RequestOf } from '../protocol/request.ts';
import {
  execution,
  opaqueText,
  optionalFlag,
  optionalPayloads,
  optionalText,
  text,
} from './request-field.ts';
import type { ProtoRequest } from './request-field.ts';
import { notModelled } from './service-error.ts';

const byToken = (request: {
  readonly namespace?: string | null;
  readonly taskToken?: Uint8Array | null;
  readonly identity?: string | null;
}) => ({
  namespace: optionalText(request.namespace),
  taskToken: opaqueText(request.taskToken),
  identity: optionalText(request.identity),
});

const byId = (request: {
  readonly namespace?: string | null;
  readonly workflowId?: string | null;
  readonly runId?: string | null;
  readonly activityId?: string | null;
  readonly identity?: string | null;
}) => ({
  namespace: text(request.namespace),
  ...execution(request),
  activityId: text(request.activityId),
  identity: optionalText(request.identity),
});

/** @see temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest */
export function heartbeatRequest(
  request: ProtoRequest<'recordActivityTaskHeartbeat'>,
): RequestOf<'RecordActivityTaskHeartbeat'> {
  return { ...byToken(request), details: optionalPayloads(request.details) };
}

/** @see temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest */
export function completedRequest(
  request: ProtoRequest<'respondActivityTaskCompleted'>,
): RequestOf<'RespondActivityTaskCompleted'> {
  return { ...byToken(request), result: optionalPayloads(request.result) };
}

/** @see temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest */
export function failedRequest(
  request: ProtoRequest<'respondActivityTaskFailed'>,
): RequestOf<'RespondActivityTaskFailed'> {
  return {
    ...byToken(request),
    failure: optionalFailureFromProto(request.failure),
    lastHeartbeatDetails: optionalPayloads(request.lastHeartbeatDetails),
  };
}

/** @see temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest */
export function canceledRequest(
  request: ProtoRequest<'respondActivityTaskCanceled'>,
): RequestOf<'RespondActivityTaskCanceled'> {
  return { ...byToken(request), details: optionalPayloads(request.details) };
}

/** @see temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatByIdRequest */
export function heartbeatByIdRequest(
  request: ProtoRequest<'recordActivityTaskHeartbeatById'>,
): RequestOf<'RecordActivityTaskHeartbeatById'> {
  return { ...byId(request), details: optionalPayloads(request.details) };
}

/** @see temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdRequest */
export function completedByIdRequest(
  request: ProtoRequest<'respondActivityTaskCompletedById'>,
): RequestOf<'RespondActivityTaskCompletedById'> {
  return { ...byId(request), result: optionalPayloads(request.result) };
}

/** @see temporal.api.workflowservice.v1.RespondActivityTaskFailedByIdRequest */
export function failedByIdRequest(
  request: ProtoRequest<'respondActivityTaskFailedById'>,
): RequestOf<'RespondActivityTaskFailedById'> {
  return {
    ...byId(request),
    failure: optionalFailureFromProto(request.failure),
    lastHeartbeatDetails: optionalPayloads(request.lastHeartbeatDetails),
  };
}

/** @see temporal.api.workflowservice.v1.RespondActivityTaskCanceledByIdRequest */
export function canceledByIdRequest(
  request: ProtoRequest<'respondActivityTaskCanceledById'>,
): RequestOf<'RespondActivityTaskCanceledById'> {
  return { ...byId(request), details: optionalPayloads(request.details) };
}

/** The one activity that an operator means. @throws GrpcServiceError where several are meant, by their type or all */
function oneActivity(
  method: string,
  request: {
    readonly namespace?: string | null;
    readonly execution?: {
      readonly workflowId?: string | null;
      readonly runId?: string | null;
    } | null;
    readonly id?: string | null;
    readonly identity?: string | null;
  },
) {
  if (!request.id) throw notModelled(`${method} of other activities than one given by its id`);
  return {
    namespace: text(request.namespace),
    execution: execution(request.execution),
    id: request.id,
    identity: optionalText(request.identity),
  };
}

/** @see temporal.api.workflowservice.v1.PauseActivityRequest */
export function pauseActivityRequest(
  request: ProtoRequest<'pauseActivity'>,
): RequestOf<'PauseActivity'> {
  return {
    ...oneActivity('PauseActivity', request),
    reason: optionalText(request.reason),
    requestId: optionalText(request.requestId),
  };
}

/** @see temporal.api.workflowservice.v1.UnpauseActivityRequest */
export function unpauseActivityRequest(
  request: ProtoRequest<'unpauseActivity'>,
): RequestOf<'UnpauseActivity'> {
  return {
    ...oneActivity('UnpauseActivity', request),
    resetAttempts: optionalFlag(request.resetAttempts),
    resetHeartbeat: optionalFlag(request.resetHeartbeat),
  };
}

/** @see temporal.api.workflowservice.v1.ResetActivityRequest */
export function resetActivityRequest(
  request: ProtoRequest<'resetActivity'>,
): RequestOf<'ResetActivity'> {
  return {
    ...oneActivity('ResetActivity', request),
    resetHeartbeat: optionalFlag(request.resetHeartbeat),
    keepPaused: optionalFlag(request.keepPaused),
  };
}
