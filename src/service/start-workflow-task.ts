/** RecordWorkflowTaskStarted: a workflow task is handed to a worker, by a poll or in the answer of the one before. */
import type { HistoryEvent } from '../protocol/event.ts';
import type { WorkflowQuery } from '../protocol/request.ts';
import type { WorkflowTask as PolledWorkflowTask } from '../protocol/task.ts';
import type { UpdateMessage } from '../protocol/update.ts';
import type { Execution } from './execution.ts';
import { pendingEvents } from './history-poll.ts';
import type { QueuedQuery } from './matching.ts';
import { currentTaskQueue } from './schedule-workflow-task.ts';
import type { Shard } from './shard.ts';
import { queryToken, workflowTaskToken } from './task-token.ts';
import { isForgotten, requestMessageId } from './update.ts';

/** The request id of a task that is started in the completion of the one before. */
export const INLINE_REQUEST_ID = 'request-from-RespondWorkflowTaskCompleted';

/** How a scheduled task is started. */
export interface StartOfTask {
  readonly requestId: string;
  readonly identity: string | undefined;
}

/** How many updates count towards the limit of a run. */
function countUpdates(execution: Execution): number {
  let count = 0;
  for (const update of execution.updates.values()) if (!isForgotten(update)) count++;
  return count;
}

/** Whether a run has come near the limits of a history. */
function suggestsContinueAsNew(shard: Shard, execution: Execution): boolean {
  const { historySizeSuggestContinueAsNew, historyCountSuggestContinueAsNew } = shard.limits;
  return (
    execution.events.size >= historySizeSuggestContinueAsNew ||
    execution.events.count >= historyCountSuggestContinueAsNew ||
    countUpdates(execution) >= Math.ceil(shard.limits.totalUpdates * 0.9)
  );
}

/** Starts the scheduled task; the caller closes the transaction. */
export function startWorkflowTask(shard: Shard, execution: Execution, start: StartOfTask): void {
  execution.feedWorkflowTask({
    type: 'Start',
    at: shard.now,
    nextEventId: execution.events.nextEventId,
    requestId: start.requestId,
    identity: start.identity,
    taskQueue: currentTaskQueue(execution),
    suggestContinueAsNew: suggestsContinueAsNew(shard, execution),
    historySizeBytes: execution.events.size,
  });
}

/** The updates that go along with a task; a task heartbeat does not bring those again that the worker has. */
function updateMessages(
  execution: Execution,
  startedEventId: number,
  heartbeat: boolean,
): readonly UpdateMessage[] {
  const messages: UpdateMessage[] = [];
  let sent = false;
  for (const update of [...execution.updates.values()]) {
    if (update.status !== 'Admitted' && (update.status !== 'Sent' || heartbeat)) continue;
    execution.feedUpdate(update, { type: 'Send' });
    sent = true;
    if (update.inHistory === true) continue;
    messages.push({
      id: requestMessageId(update.updateId),
      protocolInstanceId: update.updateId,
      eventId: startedEventId - 1,
      body: { type: 'Request', request: update.request },
    });
  }
  if (sent) execution.commit();
  return messages;
}

/**
 * The started task as the worker gets it. It marks updates as sent, so it belongs into the transaction that starts the task,
 * after all events are written.
 */
export function polledWorkflowTask(
  shard: Shard,
  execution: Execution,
  shape: { readonly sticky: boolean; readonly heartbeat?: boolean },
): PolledWorkflowTask | undefined {
  const task = execution.workflowTask;
  if (task.status !== 'Started') return undefined;
  const { scheduledEventId, startedEventId, attempt, scheduledTime, startedTime, requestId } = task;
  const { previousStartedEventId } = execution.state;
  const messages = updateMessages(execution, startedEventId, shape.heartbeat === true);
  const queries: Record<string, WorkflowQuery> = {};
  const buffered = shard.queries.buffered(execution);
  for (const { queryId, query } of buffered) queries[queryId] = query;
  return {
    taskToken: workflowTaskToken({
      ...execution.reference,
      scheduledEventId,
      startedEventId,
      attempt,
      requestId,
    }),
    workflowExecution: execution.reference,
    workflowType: execution.origin.started.workflowType,
    previousStartedEventId,
    startedEventId,
    attempt,
    history: historyOf(execution, shape.sticky ? previousStartedEventId : 0),
    ...(buffered.length > 0 ? { queries } : {}),
    ...(messages.length > 0 ? { messages } : {}),
    scheduledTime,
    startedTime,
  };
}

const historyOf = (execution: Execution, after: number): readonly HistoryEvent[] => {
  const unwritten = pendingEvents(execution);
  const written = execution.history.slice(after);
  return unwritten.length === 0 ? written : [...written, ...unwritten];
};

/** A task that carries nothing but a query; a sticky worker has the history. */
export function polledQuery(shard: Shard, task: QueuedQuery): PolledWorkflowTask {
  const { execution, query, queryId, sticky } = task;
  return {
    taskToken: queryToken(queryId),
    workflowExecution: execution.reference,
    workflowType: execution.origin.started.workflowType,
    previousStartedEventId: execution.state.previousStartedEventId,
    startedEventId: 0,
    attempt: 0,
    history: sticky ? [] : execution.history.slice(),
    query,
    scheduledTime: shard.now,
    startedTime: shard.now,
  };
}
