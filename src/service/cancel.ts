/** RequestCancelWorkflowExecution: a workflow is asked to cancel itself. */
import type { EventId } from '../protocol/event.ts';
import type { WorkflowExecution } from '../protocol/payload.ts';
import type { Reply, RequestOf } from '../protocol/request.ts';
import { refuseAndClear } from './context-clear.ts';
import type { Execution } from './execution.ts';
import { EXECUTION_NOT_FOUND, isRefusal, notFound } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { executionProblem } from './shard.ts';
import type { Shard } from './shard.ts';
import { closeTransaction } from './transaction.ts';

/** A request to cancel. */
export interface CancelRequest {
  readonly firstExecutionRunId?: string | undefined;
  readonly reason?: string | undefined;
  readonly identity?: string | undefined;
  /** The workflow that asks, if it is one. */
  readonly externalWorkflowExecution?: WorkflowExecution | undefined;
  readonly externalInitiatedEventId?: EventId | undefined;
  readonly childWorkflowOnly?: boolean | undefined;
}

/** Whether a run has the parent that a request says. */
export function hasParent(execution: Execution, parent: WorkflowExecution | undefined): boolean {
  const actual = execution.origin.started.parentWorkflowExecution;
  return actual?.workflowId === parent?.workflowId && actual?.runId === parent?.runId;
}

/** Asks a run to cancel. A closed run and one that was asked before take it without a change. */
export function requestCancel(
  shard: Shard,
  execution: Execution,
  request: CancelRequest,
): Refusal | undefined {
  if (!execution.isRunning) return undefined;
  const { firstExecutionRunId, externalWorkflowExecution, externalInitiatedEventId } = request;
  if (
    (firstExecutionRunId ?? '') !== '' &&
    execution.origin.started.firstExecutionRunId !== firstExecutionRunId
  )
    return refuseAndClear(shard, execution, EXECUTION_NOT_FOUND);
  if (request.childWorkflowOnly === true && !hasParent(execution, externalWorkflowExecution))
    return refuseAndClear(shard, execution, notFound('workflow parent does not match'));
  if (execution.state.cancelRequested) return undefined;
  execution.change({ cancelRequested: true });
  execution.add({
    type: 'WorkflowExecutionCancelRequested',
    attributes: {
      cause: request.reason,
      identity: request.identity,
      externalInitiatedEventId,
      externalWorkflowExecution,
    },
  });
  return closeTransaction(shard, execution, { createWorkflowTask: true });
}

/** @see WorkflowService.RequestCancelWorkflowExecution */
export function requestCancelWorkflowExecution(
  shard: Shard,
  request: RequestOf<'RequestCancelWorkflowExecution'>,
): Reply<'RequestCancelWorkflowExecution'> {
  const execution = findInChain(shard, request.workflowExecution, request.firstExecutionRunId);
  if (isRefusal(execution)) return execution;
  return requestCancel(shard, execution, request) ?? { ok: true, response: {} };
}

/** Finds the run of a request; one that names the first run of a chain means the chain's current run. */
export function findInChain(
  shard: Shard,
  named: { readonly workflowId: string; readonly runId?: string | undefined },
  firstExecutionRunId: string | undefined,
): Execution | Refusal {
  const { workflowId, runId } = named;
  if ((firstExecutionRunId ?? '') === '') return shard.find(workflowId, runId);
  return executionProblem(workflowId, runId) ?? shard.find(workflowId, undefined);
}
