/** Admitting updates: which ones a run takes, and who then waits for them. */
import type { Reply, RequestOf } from '../protocol/request.ts';
import type { UpdateRequest } from '../protocol/update.ts';
import type { Execution } from './execution.ts';
import { payloadsSize } from './payload-size.ts';
import {
  EXECUTION_NOT_FOUND,
  failedPrecondition,
  invalidArgument,
  refuse,
  WORKFLOW_CLOSED,
  WORKFLOW_CLOSING,
  workflowNotReady,
} from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { scheduleWorkflowTask } from './schedule-workflow-task.ts';
import type { Shard } from './shard.ts';
import { commitTransaction } from './transaction.ts';
import { isForgotten } from './update.ts';
import type { Update } from './update.ts';
import { updateAnswer } from './update-caller.ts';
import type { UpdateCaller } from './update-caller.ts';

type UpdateRequestBody = RequestOf<'UpdateWorkflowExecution'>;
type UpdateReply = Reply<'UpdateWorkflowExecution'>;

/** From this attempt on a workflow task is taken to fail for ever, and no update would help. */
const FAILING_ATTEMPT = 3;

/** What is wrong with the request itself. */
export function updateProblem(shard: Shard, request: UpdateRequestBody): Refusal | undefined {
  const { meta, input } = request.request;
  if (meta.updateId.length > shard.limits.maxIdLength)
    return invalidArgument('UpdateId length exceeds limit.');
  if (input.name === '') return invalidArgument('Update name is not set on request.');
  if (request.waitPolicy.lifecycleStage === 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED')
    return refuse(
      'PERMISSION_DENIED',
      'UpdateWorkflowExecution issued asynchronously and waiting on update admitted is not supported.',
    );
  return undefined;
}

const sizeOf = ({ input }: UpdateRequest): number => payloadsSize(input.args);

/** Why a run takes no new update, or undefined. @see temporal service/history/api/updateworkflow/api.go: ApplyRequest */
function admissionProblem(
  shard: Shard,
  execution: Execution,
  request: UpdateRequestBody,
): Refusal | undefined {
  const updates = [...execution.updates.values()].filter((update) => !isForgotten(update));
  const inFlight = updates.filter(({ status }) => status !== 'Completed');
  if (inFlight.length >= shard.limits.inFlightUpdates)
    return refuse(
      'RESOURCE_EXHAUSTED',
      `limit on number of concurrent in-flight updates has been reached (${shard.limits.inFlightUpdates})`,
      { type: 'ResourceExhaustedFailure', cause: 'RESOURCE_EXHAUSTED_CAUSE_CONCURRENT_LIMIT' },
    );
  if (updates.length >= shard.limits.totalUpdates)
    return failedPrecondition(
      `The limit on the total number of distinct updates in this workflow has been reached (${shard.limits.totalUpdates}). Make sure any duplicate updates share an Update ID so the server can deduplicate them, and consider rejecting updates that you aren't going to process. You can also Continue-as-New to avoid this; we recommend you check Continue-as-New Suggested in your Workflow.`,
    );
  const { inFlightUpdatePayloads } = shard.limits;
  const size = inFlight.reduce((sum, update) => sum + sizeOf(update.request), 0);
  if (size + sizeOf(request.request) >= inFlightUpdatePayloads)
    return refuse(
      'RESOURCE_EXHAUSTED',
      `limit on total payload size of in-flight updates has been reached (${inFlightUpdatePayloads} bytes)`,
      { type: 'ResourceExhaustedFailure', cause: 'RESOURCE_EXHAUSTED_CAUSE_CONCURRENT_LIMIT' },
    );
  return undefined;
}

/** The update of a request: one that exists already, or a new one; an idle run gets a workflow task for it. */
export function admitUpdate(
  shard: Shard,
  execution: Execution,
  request: UpdateRequestBody,
): Update | Refusal {
  const { firstExecutionRunId } = request;
  if (
    (firstExecutionRunId ?? '') !== '' &&
    execution.origin.started.firstExecutionRunId !== firstExecutionRunId
  )
    return EXECUTION_NOT_FOUND;
  const updateId = request.request.meta.updateId || shard.newId();
  const existing = knownUpdate(execution, updateId);
  if (!execution.isRunning) return existing ?? WORKFLOW_CLOSED;
  if (execution.isPaused)
    return failedPrecondition('Workflow is paused. Cannot update the workflow.');
  if (execution.workflowTask.attempt >= FAILING_ATTEMPT)
    return workflowNotReady(
      'Unable to perform workflow execution update due to Workflow Task in failed state.',
    );
  if (execution.state.closeAttempted && execution.workflowTask.status === 'Started')
    return WORKFLOW_CLOSING;
  if (existing !== undefined) return existing;
  const problem = admissionProblem(shard, execution, request);
  if (problem !== undefined) return problem;
  const { meta, input } = request.request;
  const update: Update = {
    status: 'Admitted',
    updateId,
    request: { meta: { ...meta, updateId }, input },
  };
  execution.updates.set(updateId, update);
  // A task that is scheduled takes the update along; one that is started is followed by another.
  if (execution.workflowTask.status === 'None')
    scheduleWorkflowTask(shard, execution, { type: 'Speculative' });
  commitTransaction(shard, execution);
  return update;
}

/** The update of that id, unless it is forgotten. */
export function knownUpdate(execution: Execution, updateId: string): Update | undefined {
  const update = execution.updates.get(updateId);
  return update === undefined || isForgotten(update) ? undefined : update;
}

/** Answers a caller, now or when the stage that it waits for is reached. */
export function awaitUpdate(
  shard: Shard,
  update: Update,
  caller: Omit<UpdateCaller, 'updateId'>,
): UpdateReply | undefined {
  const reply = updateAnswer(caller.execution, update, caller.stage);
  if (reply === undefined) shard.updateCallers.add({ ...caller, updateId: update.updateId });
  return reply;
}
