/** Requests that start a workflow: plainly, with a signal, with an update. */
import type { WorkflowIdReusePolicy } from '../protocol/event.ts';
import { durationFromProto } from '../protocol/proto-time.ts';
import { retryPolicyFromProto } from '../protocol/proto-retry.ts';
import type {
  RequestOf,
  StartWorkflowFields,
  WorkflowIdConflictPolicy,
} from '../protocol/request.ts';
import {
  named,
  optionalHeader,
  optionalMemo,
  optionalPayloads,
  optionalPriority,
  optionalSearchAttributes,
  optionalText,
  optionalUserMetadata,
  taskQueue,
  text,
} from './request-field.ts';
import type { ProtoRequest } from './request-field.ts';
import type { RequestIds } from './request-ids.ts';
import { notModelled } from './service-error.ts';
import { updateRequest } from './update-request.ts';

/** In the order of their numbers. @see temporal.api.enums.v1.WorkflowIdReusePolicy */
const REUSE_POLICIES: readonly (WorkflowIdReusePolicy | undefined)[] = [
  undefined,
  'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE',
  'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY',
  'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE',
  'WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING',
];

/** In the order of their numbers. @see temporal.api.enums.v1.WorkflowIdConflictPolicy */
const CONFLICT_POLICIES: readonly (WorkflowIdConflictPolicy | undefined)[] = [
  undefined,
  'WORKFLOW_ID_CONFLICT_POLICY_FAIL',
  'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING',
  'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING',
];

/** What a plain start and a start with a signal have in common. */
type ProtoStartFields = ProtoRequest<'startWorkflowExecution'> &
  ProtoRequest<'signalWithStartWorkflowExecution'>;

function startFields(request: ProtoStartFields, ids: RequestIds): StartWorkflowFields {
  return {
    namespace: text(request.namespace),
    workflowId: text(request.workflowId),
    workflowType: named(request.workflowType),
    taskQueue: taskQueue(request.taskQueue),
    input: optionalPayloads(request.input),
    header: optionalHeader(request.header),
    workflowExecutionTimeout: durationFromProto(request.workflowExecutionTimeout),
    workflowRunTimeout: durationFromProto(request.workflowRunTimeout),
    workflowTaskTimeout: durationFromProto(request.workflowTaskTimeout),
    workflowStartDelay: durationFromProto(request.workflowStartDelay),
    workflowIdReusePolicy: REUSE_POLICIES[request.workflowIdReusePolicy ?? 0],
    workflowIdConflictPolicy: CONFLICT_POLICIES[request.workflowIdConflictPolicy ?? 0],
    retryPolicy: retryPolicyFromProto(request.retryPolicy),
    cronSchedule: optionalText(request.cronSchedule),
    memo: optionalMemo(request.memo),
    searchAttributes: optionalSearchAttributes(request.searchAttributes),
    identity: optionalText(request.identity),
    requestId: ids.of(request.requestId),
    userMetadata: optionalUserMetadata(request.userMetadata),
    priority: optionalPriority(request.priority),
  };
}

/**
 * @divergence Links, completion callbacks, worker versioning and eager start are not modelled: what the start
 * of a workflow says of them is not heard.
 */
export function startRequest(
  request: ProtoRequest<'startWorkflowExecution'>,
  ids: RequestIds,
): RequestOf<'StartWorkflowExecution'> {
  return startFields(request, ids);
}

/** @see temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest */
export function signalWithStartRequest(
  request: ProtoRequest<'signalWithStartWorkflowExecution'>,
  ids: RequestIds,
): RequestOf<'SignalWithStartWorkflowExecution'> {
  return {
    ...startFields(request, ids),
    signalName: text(request.signalName),
    signalInput: optionalPayloads(request.signalInput),
  };
}

/**
 * The two operations of update-with-start.
 * @throws GrpcServiceError for other operations, which the real service refuses as well
 */
export function multiOperationRequest(
  request: ProtoRequest<'executeMultiOperation'>,
  ids: RequestIds,
): RequestOf<'ExecuteMultiOperation'> {
  const [first, second, ...others] = request.operations ?? [];
  if (!first?.startWorkflow || !second?.updateWorkflow || others.length > 0) {
    throw notModelled('ExecuteMultiOperation with other operations than a start and an update');
  }
  return {
    namespace: text(request.namespace),
    start: startRequest(first.startWorkflow, ids),
    update: updateRequest(second.updateWorkflow),
  };
}
