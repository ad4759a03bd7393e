/** ExecuteMultiOperation: a workflow is updated, and started first if it does not run. */
import type { Reply, RequestOf, ServiceStatus, OperationStatus } from '../protocol/request.ts';
import { refuseAndClear } from './context-clear.ts';
import type { CallId } from './effect.ts';
import type { Execution } from './execution.ts';
import { invalidArgument, isRefusal, refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { startWorkflow } from './start.ts';
import { isForgotten } from './update.ts';
import { admitUpdate, awaitUpdate, updateProblem } from './update-admission.ts';
import { waitStageOf } from './update-workflow.ts';

type MultiOperation = RequestOf<'ExecuteMultiOperation'>;
type MultiOperationReply = Reply<'ExecuteMultiOperation'>;

const ABORTED: OperationStatus = {
  code: 'ABORTED',
  message: 'Operation was aborted.',
  details: { type: 'MultiOperationExecutionAborted' },
};

/** Refuses both operations because of one of them. */
function failed(status: ServiceStatus, which: 'start' | 'update', other: OperationStatus): Refusal {
  const statuses = which === 'start' ? [status, other] : [other, status];
  const name = which === 'start' ? 'Start' : 'Update';
  return refuse(
    status.code,
    `MultiOperation could not be executed: ${name} failed: ${status.message}`,
    { type: 'MultiOperationExecutionFailure', statuses },
  );
}

function requestProblem(shard: Shard, { start, update }: MultiOperation): Refusal | undefined {
  const ofStart = (message: string): Refusal =>
    failed(invalidArgument(message).status, 'start', ABORTED);
  const ofUpdate = (message: string): Refusal =>
    failed(invalidArgument(message).status, 'update', ABORTED);
  if ((start.cronSchedule ?? '') !== '') return ofStart('CronSchedule is not allowed.');
  if ((start.workflowStartDelay ?? 0) > 0) return ofStart('WorkflowStartDelay is not supported.');
  if ((update.firstExecutionRunId ?? '') !== '')
    return ofUpdate('FirstExecutionRunId is not allowed.');
  if ((update.workflowExecution.runId ?? '') !== '') return ofUpdate('RunId is not allowed.');
  if (update.workflowExecution.workflowId !== start.workflowId)
    return ofUpdate('WorkflowId is not consistent with previous operation(s).');
  const problem = updateProblem(shard, update);
  return problem === undefined ? undefined : failed(problem.status, 'update', ABORTED);
}

/** The workflow that takes the update, if none is to be started. */
function existingTarget(shard: Shard, { start, update }: MultiOperation): Execution | undefined {
  const current = shard.current.get(start.workflowId);
  if (current === undefined) return undefined;
  const known = current.updates.get(update.request.meta.updateId);
  // The same call again: its update is answered, even if the workflow has closed since.
  if (known?.status === 'Completed') return current;
  if (!current.isRunning) return undefined;
  const sameStart =
    (start.requestId ?? '') !== '' && current.origin.startRequestId === start.requestId;
  const usesExisting =
    start.workflowIdConflictPolicy === 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING';
  const isKnown = known !== undefined && !isForgotten(known);
  return sameStart || isKnown || usesExisting ? current : undefined;
}

/** @see WorkflowService.ExecuteMultiOperation */
export function executeMultiOperation(
  shard: Shard,
  request: MultiOperation,
  callId: CallId,
): MultiOperationReply | undefined {
  const problem = requestProblem(shard, request);
  if (problem !== undefined) return problem;
  let execution = existingTarget(shard, request);
  const started = execution === undefined;
  if (execution === undefined) {
    const reply = startWorkflow(shard, request.start);
    if (!reply.ok) return failed(reply.status, 'start', ABORTED);
    execution = shard.executions.get(reply.response.runId);
  }
  if (execution === undefined) return undefined;
  const { runId } = execution;
  const wrap = (reply: Reply<'UpdateWorkflowExecution'>): MultiOperationReply =>
    reply.ok
      ? { ok: true, response: { start: { runId, started }, update: reply.response } }
      : failed(reply.status, 'update', started ? { code: 'OK', message: '' } : ABORTED);
  const update = admitUpdate(shard, execution, request.update);
  if (isRefusal(update)) return wrap(refuseAndClear(shard, execution, update));
  const stage = waitStageOf(request.update);
  const caller = { callId, execution, stage, request: request.update, wrap };
  const reply = awaitUpdate(shard, update, caller);
  return reply === undefined ? undefined : wrap(reply);
}
