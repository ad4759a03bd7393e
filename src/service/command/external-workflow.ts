/** The commands RequestCancelExternalWorkflowExecution and SignalExternalWorkflowExecution. */
import { isUuid } from '../../common/ids.ts';
import type { CommandAttributes } from '../../protocol/command.ts';
import { payloadsSize } from '../payload-size.ts';
import { notFound } from '../refusal.ts';
import { failTask, terminateWorkflow } from './context.ts';
import type { CommandContext, CommandHandler } from './context.ts';

type CancelExternal = CommandAttributes['RequestCancelExternalWorkflowExecution'];
type SignalExternal = CommandAttributes['SignalExternalWorkflowExecution'];

const BAD_CANCEL = 'BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES';
const BAD_SIGNAL = 'BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES';

function cancelProblem(
  { shard, initiatedChildren }: CommandContext,
  { workflowId, runId = '', namespace = '' }: CancelExternal,
): string | undefined {
  const name = 'RequestCancelExternalWorkflowExecutionCommand';
  const maximum = shard.limits.maxIdLength;
  if (workflowId === '')
    return `WorkflowId is not set on ${name}. Namespace=${namespace} RunId=${runId}`;
  if (workflowId.length > maximum)
    return `WorkflowId on ${name} exceeds length limit. WorkflowId=${workflowId} Length=${workflowId.length} Limit=${maximum} RunId=${runId} Namespace=${namespace}`;
  if (runId !== '' && !isUuid(runId))
    return `Invalid RunId set on ${name}. WorkflowId=${workflowId} RunId=${runId} Namespace=${namespace}`;
  if (initiatedChildren.has(workflowId))
    return `Start and RequestCancel for child workflow is not allowed in same workflow task. WorkflowId=${workflowId} RunId=${runId} Namespace=${namespace}`;
  return undefined;
}

/** @see temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes */
export const requestCancelExternalWorkflowExecution: CommandHandler<CancelExternal> = (
  context,
  command,
  userMetadata,
) => {
  const { shard, execution, workflowTaskCompletedEventId } = context;
  const namespace = command.namespace || shard.namespace;
  if (namespace !== shard.namespace)
    return { type: 'Refuse', refusal: notFound(`Namespace ${namespace} is not found.`) };
  const problem = cancelProblem(context, command);
  if (problem !== undefined) return failTask(BAD_CANCEL, problem);
  const count = execution.externalCancels.size;
  const limit = shard.limits.pendingRequestCancels;
  if (count >= limit)
    return failTask(
      'PENDING_REQUEST_CANCEL_LIMIT_EXCEEDED',
      `the number of pending requests to cancel external workflows, ${count}, has reached the per-workflow limit of ${limit}`,
    );
  const { workflowId, runId = '', childWorkflowOnly, reason, control } = command;
  const initiated = {
    workflowTaskCompletedEventId,
    namespace,
    workflowExecution: { workflowId, runId },
    childWorkflowOnly,
    reason,
    control,
  } as const;
  const initiatedEventId = execution.add({
    type: 'RequestCancelExternalWorkflowExecutionInitiated',
    attributes: initiated,
    userMetadata,
  });
  execution.externalCancels.set(initiatedEventId, {
    status: 'Initiated',
    initiatedEventId,
    initiated,
  });
  execution.transfer({ type: 'RequestCancelExternal', initiatedEventId });
  return undefined;
};

function signalProblem(
  { shard }: CommandContext,
  { execution: { workflowId, runId }, signalName, namespace = '' }: SignalExternal,
): string | undefined {
  const name = 'SignalExternalWorkflowExecutionCommand';
  const maximum = shard.limits.maxIdLength;
  if (workflowId === '')
    return `WorkflowId is not set on ${name}. Namespace=${namespace} RunId=${runId} SignalName=${signalName}`;
  if (workflowId.length > maximum)
    return `WorkflowId on ${name} exceeds length limit. WorkflowId=${workflowId} Length=${workflowId.length} Limit=${maximum} Namespace=${namespace} RunId=${runId} SignalName=${signalName}`;
  if (runId !== '' && !isUuid(runId))
    return `Invalid RunId set on ${name}. WorkflowId=${workflowId} Namespace=${namespace} RunId=${runId} SignalName=${signalName}`;
  if (signalName === '')
    return `SignalName is not set on ${name}. WorkflowId=${workflowId} Namespace=${namespace} RunId=${runId}`;
  return undefined;
}

/** @see temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes */
export const signalExternalWorkflowExecution: CommandHandler<SignalExternal> = (
  context,
  command,
  userMetadata,
) => {
  const { shard, execution, workflowTaskCompletedEventId } = context;
  const namespace = command.namespace || shard.namespace;
  if (namespace !== shard.namespace)
    return { type: 'Refuse', refusal: notFound(`Namespace ${namespace} is not found.`) };
  const problem = signalProblem(context, command);
  if (problem !== undefined) return failTask(BAD_SIGNAL, problem);
  const count = execution.externalSignals.size;
  const limit = shard.limits.pendingSignals;
  if (count >= limit)
    return failTask(
      'PENDING_SIGNALS_LIMIT_EXCEEDED',
      `the number of pending signals to external workflows, ${count}, has reached the per-workflow limit of ${limit}`,
    );
  if (payloadsSize(command.input) > shard.limits.blobSize)
    return terminateWorkflow(
      BAD_SIGNAL,
      'SignalExternalWorkflowExecutionCommandAttributes.Input exceeds size limit.',
    );
  const { signalName, input, header, childWorkflowOnly, control } = command;
  const initiated = {
    workflowTaskCompletedEventId,
    namespace,
    workflowExecution: {
      workflowId: command.execution.workflowId,
      runId: command.execution.runId,
    },
    signalName,
    input,
    header,
    childWorkflowOnly,
    control,
  } as const;
  const initiatedEventId = execution.add({
    type: 'SignalExternalWorkflowExecutionInitiated',
    attributes: initiated,
    userMetadata,
  });
  const requestId = shard.newId();
  execution.externalSignals.set(initiatedEventId, {
    status: 'Initiated',
    initiatedEventId,
    initiated,
    requestId,
  });
  execution.transfer({ type: 'SignalExternal', initiatedEventId });
  return undefined;
};
