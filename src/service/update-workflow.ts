/** UpdateWorkflowExecution and PollWorkflowExecutionUpdate. */
import type { Reply, RequestOf } from '../protocol/request.ts';
import type { UpdateStage } from '../protocol/update.ts';
import { findInChain } from './cancel.ts';
import { refuseAndClear } from './context-clear.ts';
import type { CallId } from './effect.ts';
import { isRefusal, updateNotFound } from './refusal.ts';
import { executionProblem } from './shard.ts';
import type { Shard } from './shard.ts';
import { admitUpdate, awaitUpdate, knownUpdate, updateProblem } from './update-admission.ts';

type UpdateRequestBody = RequestOf<'UpdateWorkflowExecution'>;
type UpdateReply = Reply<'UpdateWorkflowExecution'>;

const DEFAULT_STAGE: UpdateStage = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED';

/** The stage that a request waits for. */
export const waitStageOf = (request: UpdateRequestBody): UpdateStage => {
  const stage = request.waitPolicy.lifecycleStage;
  return stage === 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_UNSPECIFIED' ? DEFAULT_STAGE : stage;
};

/** @see WorkflowService.UpdateWorkflowExecution */
export function updateWorkflowExecution(
  shard: Shard,
  request: UpdateRequestBody,
  callId: CallId,
): UpdateReply | undefined {
  const { workflowId, runId } = request.workflowExecution;
  const problem = executionProblem(workflowId, runId) ?? updateProblem(shard, request);
  if (problem !== undefined) return problem;
  const execution =
    (runId ?? '') === ''
      ? findInChain(shard, request.workflowExecution, request.firstExecutionRunId)
      : shard.find(workflowId, runId);
  if (isRefusal(execution)) return execution;
  const update = admitUpdate(shard, execution, request);
  if (isRefusal(update)) return refuseAndClear(shard, execution, update);
  const stage = waitStageOf(request);
  return awaitUpdate(shard, update, { callId, execution, stage, request, wrap: undefined });
}

/** @see WorkflowService.PollWorkflowExecutionUpdate */
export function pollWorkflowExecutionUpdate(
  shard: Shard,
  poll: RequestOf<'PollWorkflowExecutionUpdate'>,
  callId: CallId,
): Reply<'PollWorkflowExecutionUpdate'> | undefined {
  const { workflowExecution, updateId } = poll.updateRef;
  const execution = shard.findUnchecked(workflowExecution.workflowId, workflowExecution.runId);
  if (isRefusal(execution)) return execution;
  const update = knownUpdate(execution, updateId);
  if (update === undefined) return updateNotFound(updateId);
  const stage =
    poll.waitPolicy?.lifecycleStage ?? 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_UNSPECIFIED';
  const request = undefined;
  return awaitUpdate(shard, update, { callId, execution, stage, request, wrap: undefined });
}
