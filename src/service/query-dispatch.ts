/** Sending a query to a worker outside of any workflow task. */
import type { Execution } from './execution.ts';
import type { PendingQuery } from './query-registry.ts';
import { workflowNotReady } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { timerKey } from './shard.ts';
import type { TimerTask } from './service-task.ts';

const timeoutOf = (queryId: string, stickyQueue: string): TimerTask => ({
  type: 'StickyQueryTimeout',
  queryId,
  stickyQueue,
});

/** Puts a query into the sticky queue of its run, or into the normal one. */
export function dispatchQuery(shard: Shard, query: PendingQuery): void {
  const { execution, queryId, callId } = query;
  const { stickyQueue } = execution.state;
  const normal = execution.origin.started.taskQueue.name;
  const sticky = stickyQueue !== undefined && shard.matching.isPolled(stickyQueue.name, shard.now);
  shard.queries.forget(query);
  shard.queries.direct(query);
  if (sticky) {
    const task = timeoutOf(queryId, stickyQueue.name);
    const at = shard.now + stickyQueue.scheduleToStartTimeout;
    shard.setTimer(execution, timerKey(task), at, task);
  } else if (stickyQueue !== undefined && execution.isRunning) {
    execution.change({ stickyQueue: undefined });
    execution.commit();
  }
  shard.matching.addWorkflowTask(
    { type: 'Query', execution, queryId, callId, query: query.query, sticky },
    normal,
    sticky ? stickyQueue.name : undefined,
    shard.now,
  );
}

/**
 * Nobody behind the sticky queue has answered the query, taken or not: it goes to the normal one, and the run is sticky no longer.
 * @see temporal service/history/api/queryworkflow/api.go: queryDirectlyThroughMatching
 */
export function stickyQueryTimedOut(shard: Shard, queryId: string, stickyQueue: string): void {
  const query = shard.queries.find(queryId);
  if (query === undefined) return;
  const { execution } = query;
  shard.matching.takeBackQuery(stickyQueue, queryId);
  if (execution.isRunning) {
    execution.change({ stickyQueue: undefined });
    execution.commit();
  }
  const normal = execution.origin.started.taskQueue.name;
  const { callId } = query;
  shard.matching.addWorkflowTask(
    { type: 'Query', execution, queryId, callId, query: query.query, sticky: false },
    normal,
    undefined,
    shard.now,
  );
}

/** There is no history that a worker could replay. */
export const CLOSED_BEFORE_TASK: Refusal = workflowNotReady(
  'Workflow execution closed before WorkflowTaskStarted event',
);

/**
 * Buffered queries that no workflow task will take along go to a worker by themselves.
 *
 * @divergence Queries that wait for a task of a run that closes instead go to a worker at once, or are refused if there is no
 * history to replay; on a real service they wait until their callers give up.
 */
export function unblockQueries(shard: Shard, execution: Execution): void {
  for (const query of shard.queries.buffered(execution)) {
    if (execution.isRunning || execution.state.previousStartedEventId > 0) {
      dispatchQuery(shard, query);
    } else {
      endQuery(shard, query);
      shard.reply(query.callId, CLOSED_BEFORE_TASK);
    }
  }
}

/** The query is answered or given up: its timer is not needed any more. */
export function endQuery(shard: Shard, query: PendingQuery): void {
  shard.queries.forget(query);
  shard.matching.dropQuery(query.queryId);
  const task = timeoutOf(query.queryId, '');
  shard.setTimer(query.execution, timerKey(task), undefined, task);
}
