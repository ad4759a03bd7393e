/** The commands that close a workflow: CompleteWorkflowExecution, FailWorkflowExecution and CancelWorkflowExecution. */
import type { CommandAttributes } from '../../protocol/command.ts';
import { failureSize, payloadsSize } from '../payload-size.ts';
import { afterFailure, createCronRun } from '../run-chain.ts';
import { failTask, terminateWorkflow } from './context.ts';
import type { CommandHandler } from './context.ts';

/** Something has happened that the worker has not seen: it has to look again before it closes. */
export const UNHANDLED_COMMAND = 'UNHANDLED_COMMAND';

/** @see temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes */
export const completeWorkflowExecution: CommandHandler<
  CommandAttributes['CompleteWorkflowExecution']
> = (context, { result }, userMetadata) => {
  const { shard, execution, workflowTaskCompletedEventId } = context;
  if (context.hasBufferedEvents) return failTask(UNHANDLED_COMMAND);
  if (payloadsSize(result) > shard.limits.blobSize)
    return terminateWorkflow(
      'BAD_SCHEDULE_ACTIVITY_ATTRIBUTES',
      'CompleteWorkflowExecutionCommandAttributes.Result exceeds size limit.',
    );
  const successor = createCronRun(shard, execution, { result });
  execution.close(
    'COMPLETED',
    {
      type: 'WorkflowExecutionCompleted',
      attributes: { result, workflowTaskCompletedEventId, newExecutionRunId: successor?.runId },
      userMetadata,
    },
    successor,
  );
  return undefined;
};

/** @see temporal.api.command.v1.FailWorkflowExecutionCommandAttributes */
export const failWorkflowExecution: CommandHandler<CommandAttributes['FailWorkflowExecution']> = (
  context,
  { failure },
  userMetadata,
) => {
  const { shard, execution, workflowTaskCompletedEventId } = context;
  if (context.hasBufferedEvents) return failTask(UNHANDLED_COMMAND);
  if (failure === undefined)
    return failTask(
      'BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES',
      'Failure is not set on FailWorkflowExecutionCommand.',
    );
  if (failureSize(failure) > shard.limits.blobSize)
    return terminateWorkflow(
      'BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES',
      'FailWorkflowExecutionCommandAttributes.Failure exceeds size limit.',
    );
  const { retryState, successor } = afterFailure(shard, execution, failure, undefined);
  execution.close(
    'FAILED',
    {
      type: 'WorkflowExecutionFailed',
      attributes: {
        failure,
        retryState,
        workflowTaskCompletedEventId,
        newExecutionRunId: successor?.runId,
      },
      userMetadata,
    },
    successor,
  );
  return undefined;
};

/** Nobody need have asked for the cancellation; it ends retries and cron schedules. @see temporal.api.command.v1.CancelWorkflowExecutionCommandAttributes */
export const cancelWorkflowExecution: CommandHandler<
  CommandAttributes['CancelWorkflowExecution']
> = (context, { details }, userMetadata) => {
  const { execution, workflowTaskCompletedEventId } = context;
  if (context.hasBufferedEvents) return failTask(UNHANDLED_COMMAND);
  execution.close('CANCELED', {
    type: 'WorkflowExecutionCanceled',
    attributes: { details, workflowTaskCompletedEventId },
    userMetadata,
  });
  return undefined;
};
