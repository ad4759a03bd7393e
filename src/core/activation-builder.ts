/** Makes activation jobs of what the history and the service say. @see coresdk.workflow_activation */
import type { ActivationJob } from '../protocol/activation.ts';
import type { HistoryEventOf } from '../protocol/event.ts';
import type { Header, Payload, Payloads } from '../protocol/payload.ts';
import type { WorkflowQuery } from '../protocol/request.ts';
import { writtenRunTimeout } from '../protocol/run-timeout.ts';
import type { UpdateRequest } from '../protocol/update.ts';

const NO_FIELDS: Readonly<Record<string, Payload>> = {};
const NO_PAYLOADS: readonly Payload[] = [];

const fieldsOf = (header: Header | undefined): Readonly<Record<string, Payload>> =>
  header?.fields ?? NO_FIELDS;

const listOf = (payloads: Payloads | undefined): readonly Payload[] =>
  payloads?.payloads ?? NO_PAYLOADS;

/** The job that starts workflow code. */
export function initializeWorkflow(
  event: HistoryEventOf<'WorkflowExecutionStarted'>,
  workflowId: string,
): ActivationJob {
  const { attributes } = event;
  const parent = attributes.parentWorkflowExecution;
  return {
    type: 'initializeWorkflow',
    workflowType: attributes.workflowType.name,
    workflowId,
    arguments: listOf(attributes.input),
    randomnessSeedRunId: attributes.originalExecutionRunId,
    headers: fieldsOf(attributes.header),
    identity: attributes.identity ?? '',
    parentWorkflowInfo: parent && {
      namespace: attributes.parentWorkflowNamespace ?? '',
      workflowId: parent.workflowId,
      runId: parent.runId,
    },
    rootWorkflow: attributes.rootWorkflowExecution,
    workflowExecutionTimeout: attributes.workflowExecutionTimeout || undefined,
    workflowRunTimeout: writtenRunTimeout(attributes),
    workflowTaskTimeout: attributes.workflowTaskTimeout,
    continuedFromExecutionRunId: attributes.continuedExecutionRunId,
    continuedInitiator: attributes.initiator,
    continuedFailure: attributes.continuedFailure,
    lastCompletionResult: attributes.lastCompletionResult,
    firstExecutionRunId: attributes.firstExecutionRunId,
    retryPolicy: attributes.retryPolicy,
    attempt: attributes.attempt,
    cronSchedule: attributes.cronSchedule,
    workflowExecutionExpirationTime: attributes.workflowExecutionExpirationTime,
    cronScheduleToScheduleInterval: attributes.firstWorkflowTaskBackoff,
    memo: attributes.memo,
    searchAttributes: attributes.searchAttributes,
    startTime: event.eventTime,
    priority: attributes.priority,
  };
}

/** The job for a signal. */
export function signalWorkflow({
  attributes,
}: HistoryEventOf<'WorkflowExecutionSignaled'>): ActivationJob {
  return {
    type: 'signalWorkflow',
    signalName: attributes.signalName,
    input: listOf(attributes.input),
    identity: attributes.identity ?? '',
    headers: fieldsOf(attributes.header),
  };
}

/** The job for an update; on replay it is not validated again. */
export function doUpdate(
  protocolInstanceId: string,
  request: UpdateRequest,
  runValidator: boolean,
): ActivationJob {
  return {
    type: 'doUpdate',
    id: request.meta.updateId,
    protocolInstanceId,
    name: request.input.name,
    input: listOf(request.input.args),
    headers: fieldsOf(request.input.header),
    identity: request.meta.identity ?? '',
    runValidator,
  };
}

/** The job for a query. */
export function queryWorkflow(queryId: string, query: WorkflowQuery): ActivationJob {
  return {
    type: 'queryWorkflow',
    queryId,
    queryType: query.queryType,
    arguments: listOf(query.queryArgs),
    headers: fieldsOf(query.header),
  };
}
