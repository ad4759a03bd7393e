/** TerminateWorkflowExecution: a run ends at once, and its code is not asked. */
import type { WorkflowExecution } from '../protocol/payload.ts';
import type { Reply, RequestOf } from '../protocol/request.ts';
import { findInChain, hasParent } from './cancel.ts';
import { refuseAndClear } from './context-clear.ts';
import type { Execution } from './execution.ts';
import { terminateExecution } from './force-close.ts';
import type { Termination } from './force-close.ts';
import { EXECUTION_NOT_FOUND, isRefusal, notFound, WORKFLOW_CLOSED } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { closeTransaction } from './transaction.ts';

const DEFAULT_REASON = 'terminated by user via frontend';
const DEFAULT_IDENTITY = 'frontend-service';

/** Terminates a run if it is the one that is meant. */
export function terminate(
  shard: Shard,
  execution: Execution,
  termination: Termination,
  meant: {
    readonly firstExecutionRunId?: string | undefined;
    readonly childOf?: WorkflowExecution | undefined;
  },
): Refusal | undefined {
  if (!execution.isRunning) return refuseAndClear(shard, execution, WORKFLOW_CLOSED);
  const { firstExecutionRunId, childOf } = meant;
  if (
    (firstExecutionRunId ?? '') !== '' &&
    execution.origin.started.firstExecutionRunId !== firstExecutionRunId
  )
    return refuseAndClear(shard, execution, EXECUTION_NOT_FOUND);
  if (childOf !== undefined && !hasParent(execution, childOf))
    return refuseAndClear(shard, execution, notFound('workflow parent does not match'));
  terminateExecution(execution, termination);
  return closeTransaction(shard, execution);
}

/** @see WorkflowService.TerminateWorkflowExecution */
export function terminateWorkflowExecution(
  shard: Shard,
  request: RequestOf<'TerminateWorkflowExecution'>,
): Reply<'TerminateWorkflowExecution'> {
  const { firstExecutionRunId, details } = request;
  const execution = findInChain(shard, request.workflowExecution, firstExecutionRunId);
  if (isRefusal(execution)) return execution;
  const termination = {
    reason: request.reason || DEFAULT_REASON,
    details,
    identity: request.identity || DEFAULT_IDENTITY,
  };
  const problem = terminate(shard, execution, termination, { firstExecutionRunId });
  return problem ?? { ok: true, response: {} };
}
