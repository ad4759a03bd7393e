/** What a worker says when it forgets a run, or stops. */
import type { Reply, RequestOf } from '../protocol/request.ts';
import { isRefusal, WORKFLOW_CLOSED } from './refusal.ts';
import type { Shard } from './shard.ts';
import { closeTransaction } from './transaction.ts';

/** @see WorkflowService.ResetStickyTaskQueue */
export function resetStickyTaskQueue(
  shard: Shard,
  request: RequestOf<'ResetStickyTaskQueue'>,
): Reply<'ResetStickyTaskQueue'> {
  const execution = shard.find(request.execution.workflowId, request.execution.runId);
  if (isRefusal(execution)) return execution;
  if (!execution.isRunning) return WORKFLOW_CLOSED;
  execution.change({ stickyQueue: undefined });
  return closeTransaction(shard, execution) ?? { ok: true, response: {} };
}

/** @see WorkflowService.ShutdownWorker */
export function shutdownWorker(
  shard: Shard,
  request: RequestOf<'ShutdownWorker'>,
): Reply<'ShutdownWorker'> {
  shard.matching.unload(request.stickyTaskQueue);
  return { ok: true, response: {} };
}
