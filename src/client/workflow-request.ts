/** Requests about a workflow that was started: to interrupt it, to ask it, to read what became of it. */
import { longToNumber } from '../protocol/proto-time.ts';
import type { QueryRejectCondition, RequestOf } from '../protocol/request.ts';
import {
  execution,
  opaqueText,
  optionalFlag,
  optionalHeader,
  optionalNumber,
  optionalPayloads,
  optionalText,
  text,
} from './request-field.ts';
import type { ProtoRequest } from './request-field.ts';
import type { RequestIds } from './request-ids.ts';

/** In the order of their numbers. @see temporal.api.enums.v1.QueryRejectCondition */
const REJECT_CONDITIONS: readonly (QueryRejectCondition | undefined)[] = [
  undefined,
  'QUERY_REJECT_CONDITION_NONE',
  'QUERY_REJECT_CONDITION_NOT_OPEN',
  'QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY',
];

/** In the order of their numbers. @see temporal.api.enums.v1.HistoryEventFilterType */
const EVENT_FILTERS = [
  undefined,
  'HISTORY_EVENT_FILTER_TYPE_ALL_EVENT',
  'HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT',
] as const;

/** @see temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest */
export function requestCancelRequest(
  request: ProtoRequest<'requestCancelWorkflowExecution'>,
  ids: RequestIds,
): RequestOf<'RequestCancelWorkflowExecution'> {
  return {
    namespace: text(request.namespace),
    workflowExecution: execution(request.workflowExecution),
    firstExecutionRunId: optionalText(request.firstExecutionRunId),
    reason: optionalText(request.reason),
    identity: optionalText(request.identity),
    requestId: ids.of(request.requestId),
  };
}

/** @see temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest */
export function terminateRequest(
  request: ProtoRequest<'terminateWorkflowExecution'>,
): RequestOf<'TerminateWorkflowExecution'> {
  return {
    namespace: text(request.namespace),
    workflowExecution: execution(request.workflowExecution),
    firstExecutionRunId: optionalText(request.firstExecutionRunId),
    reason: optionalText(request.reason),
    details: optionalPayloads(request.details),
    identity: optionalText(request.identity),
  };
}

/** @see temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest */
export function signalRequest(
  request: ProtoRequest<'signalWorkflowExecution'>,
  ids: RequestIds,
): RequestOf<'SignalWorkflowExecution'> {
  return {
    namespace: text(request.namespace),
    workflowExecution: execution(request.workflowExecution),
    signalName: text(request.signalName),
    input: optionalPayloads(request.input),
    header: optionalHeader(request.header),
    identity: optionalText(request.identity),
    requestId: ids.of(request.requestId),
  };
}

/** @see temporal.api.workflowservice.v1.QueryWorkflowRequest */
export function queryRequest(request: ProtoRequest<'queryWorkflow'>): RequestOf<'QueryWorkflow'> {
  return {
    namespace: text(request.namespace),
    execution: execution(request.execution),
    query: {
      queryType: text(request.query?.queryType),
      queryArgs: optionalPayloads(request.query?.queryArgs),
      header: optionalHeader(request.query?.header),
    },
    queryRejectCondition: REJECT_CONDITIONS[request.queryRejectCondition ?? 0],
  };
}

/** @see temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest */
export function describeRequest(
  request: ProtoRequest<'describeWorkflowExecution'>,
): RequestOf<'DescribeWorkflowExecution'> {
  return { namespace: text(request.namespace), execution: execution(request.execution) };
}

/**
 * @param writtenOnly - whether the caller is one to whom the service shows no events that are not written yet
 * @see temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest
 */
export function historyRequest(
  request: ProtoRequest<'getWorkflowExecutionHistory'>,
  writtenOnly: boolean,
): RequestOf<'GetWorkflowExecutionHistory'> {
  return {
    namespace: text(request.namespace),
    execution: execution(request.execution),
    maximumPageSize: optionalNumber(request.maximumPageSize),
    nextPageToken: optionalText(opaqueText(request.nextPageToken)),
    waitNewEvent: optionalFlag(request.waitNewEvent),
    historyEventFilterType: EVENT_FILTERS[request.historyEventFilterType ?? 0],
    writtenOnly: optionalFlag(writtenOnly),
  };
}

/** @see temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest */
export function listRequest(
  request: ProtoRequest<'listWorkflowExecutions'>,
): RequestOf<'ListWorkflowExecutions'> {
  return {
    namespace: text(request.namespace),
    query: optionalText(request.query),
    pageSize: optionalNumber(request.pageSize),
    nextPageToken: optionalText(opaqueText(request.nextPageToken)),
  };
}

/** @see temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest */
export function countRequest(
  request: ProtoRequest<'countWorkflowExecutions'>,
): RequestOf<'CountWorkflowExecutions'> {
  return { namespace: text(request.namespace), query: optionalText(request.query) };
}

/**
 * @divergence A reset can't be told which events to apply anew, nor what to do after it.
 * @see temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest
 */
export function resetRequest(
  request: ProtoRequest<'resetWorkflowExecution'>,
  ids: RequestIds,
): RequestOf<'ResetWorkflowExecution'> {
  return {
    namespace: text(request.namespace),
    workflowExecution: execution(request.workflowExecution),
    reason: optionalText(request.reason),
    workflowTaskFinishEventId: longToNumber(request.workflowTaskFinishEventId),
    requestId: ids.of(request.requestId),
    identity: optionalText(request.identity),
  };
}

/** @see temporal.api.workflowservice.v1.PauseWorkflowExecutionRequest */
export function pauseRequest(
  request: ProtoRequest<'pauseWorkflowExecution'> & ProtoRequest<'unpauseWorkflowExecution'>,
  ids: RequestIds,
): RequestOf<'PauseWorkflowExecution'> & RequestOf<'UnpauseWorkflowExecution'> {
  return {
    namespace: text(request.namespace),
    ...execution(request),
    identity: optionalText(request.identity),
    reason: optionalText(request.reason),
    requestId: ids.of(request.requestId),
  };
}

/** @see temporal.api.workflowservice.v1.ResetStickyTaskQueueRequest */
export function resetStickyTaskQueueRequest(
  request: ProtoRequest<'resetStickyTaskQueue'>,
): RequestOf<'ResetStickyTaskQueue'> {
  return { namespace: text(request.namespace), execution: execution(request.execution) };
}
