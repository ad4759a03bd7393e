/** QueryWorkflow and the answers to queries. */
import type { DurationMs } from '../common/time.ts';
import type { Reply, RequestOf, WorkflowQueryResult } from '../protocol/request.ts';
import type { CallId } from './effect.ts';
import type { Execution } from './execution.ts';
import { CLOSED_BEFORE_TASK, dispatchQuery, endQuery } from './query-dispatch.ts';
import type { PendingQuery } from './query-registry.ts';
import { invalidArgument, isRefusal, notFound, refuse, workflowNotReady } from './refusal.ts';
import type { Shard } from './shard.ts';
import { readQueryToken } from './task-token.ts';

type QueryReply = Reply<'QueryWorkflow'>;

/** From this attempt on a workflow task is taken to fail for ever, and so would a query. */
const FAILING_ATTEMPT = 3;

/**
 * How long a query may wait for the first workflow task.
 * @divergence A query that is taken on waits for its worker without end; on a real service it fails when the call has lasted long.
 */
const CALL_TIMEOUT: DurationMs = 30_000;

const BUFFER_FULL = refuse(
  'RESOURCE_EXHAUSTED',
  'consistent query buffer is full, this may be caused by too many queries and workflow not able to process query fast enough',
  { type: 'ResourceExhaustedFailure', cause: 'RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW' },
);

/** A caller may want no answer from a workflow that has ended. */
function rejection(
  execution: Execution,
  condition: RequestOf<'QueryWorkflow'>['queryRejectCondition'],
): QueryReply | undefined {
  const { status } = execution.state;
  const rejected =
    execution.isPaused ||
    (!execution.isRunning && condition === 'QUERY_REJECT_CONDITION_NOT_OPEN') ||
    (!execution.isRunning &&
      status !== 'COMPLETED' &&
      condition === 'QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY');
  return rejected ? { ok: true, response: { queryRejected: { status } } } : undefined;
}

/** @see WorkflowService.QueryWorkflow */
export function queryWorkflow(
  shard: Shard,
  request: RequestOf<'QueryWorkflow'>,
  callId: CallId,
): QueryReply | undefined {
  if (request.query.queryType === '') return invalidArgument('QueryType is not set on request.');
  const { workflowId, runId } = request.execution;
  const execution = shard.find(workflowId, runId);
  if (isRefusal(execution)) return execution;
  const rejected = rejection(execution, request.queryRejectCondition);
  if (rejected !== undefined) return rejected;
  const completedAny = execution.state.previousStartedEventId > 0;
  if (!execution.isRunning && !completedAny) return CLOSED_BEFORE_TASK;
  if (execution.isInFirstTaskBackoff && execution.executionTime > shard.now + CALL_TIMEOUT)
    return workflowNotReady('Workflow task is not scheduled yet.');
  if (execution.workflowTask.attempt >= FAILING_ATTEMPT)
    return workflowNotReady('Unable to query workflow due to Workflow Task in failed state.');
  const query: PendingQuery = { queryId: shard.newId(), callId, execution, query: request.query };
  const idle = !execution.isRunning || execution.workflowTask.status === 'None';
  if (completedAny && idle) {
    dispatchQuery(shard, query);
    return undefined;
  }
  if (shard.queries.buffered(execution).length >= shard.limits.bufferedQueries) return BUFFER_FULL;
  shard.queries.buffer(query);
  return undefined;
}

const replyOf = (result: WorkflowQueryResult): QueryReply => {
  switch (result.resultType) {
    case 'QUERY_RESULT_TYPE_ANSWERED':
      return { ok: true, response: { queryResult: result.answer } };
    case 'QUERY_RESULT_TYPE_FAILED':
      return refuse('INVALID_ARGUMENT', result.errorMessage, {
        type: 'QueryFailedFailure',
        failure: result.failure,
      });
  }
};

/** @see WorkflowService.RespondQueryTaskCompleted */
export function respondQueryTaskCompleted(
  shard: Shard,
  request: RequestOf<'RespondQueryTaskCompleted'>,
): Reply<'RespondQueryTaskCompleted'> {
  const queryId = readQueryToken(request.taskToken);
  if (isRefusal(queryId)) return queryId;
  const query = shard.queries.find(queryId);
  if (query === undefined) return notFound('query task not found, or already expired');
  endQuery(shard, query);
  shard.reply(query.callId, replyOf(request.result));
  return { ok: true, response: {} };
}

/** Answers the queries that went along with a workflow task which a worker has completed, well or badly. */
export function answerBufferedQueries(
  shard: Shard,
  execution: Execution,
  results: Readonly<Record<string, WorkflowQueryResult>> | undefined,
): void {
  if (results === undefined) return;
  for (const query of shard.queries.buffered(execution)) {
    const result = results[query.queryId];
    if (result === undefined) continue;
    endQuery(shard, query);
    shard.reply(query.callId, replyOf(result));
  }
}
