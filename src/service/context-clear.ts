/**
 * What the service keeps of a run only in memory, and loses when it refuses a request while it holds the run: speculative tasks, updates
 * that are not accepted, and whether the run has tried to close.
 * @see temporal service/history/workflow/context.go: Clear
 */
import type { Execution } from './execution.ts';
import { dispatchQuery } from './query-dispatch.ts';
import { isRefusal, updateNotFound } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { commitTransaction } from './transaction.ts';
import { isForgotten } from './update.ts';
import type { AbortedUpdate, Update } from './update.ts';
import { admitUpdate, awaitUpdate, knownUpdate } from './update-admission.ts';
import { answerCaller, updateAnswer } from './update-caller.ts';
import type { UpdateCaller } from './update-caller.ts';

/** Refuses a request, and forgets what of the run is not persisted. */
export function refuseAndClear(shard: Shard, execution: Execution, refusal: Refusal): Refusal {
  execution.rollback();
  const task = execution.workflowTask;
  if (task.status !== 'None' && task.type === 'Speculative')
    execution.feedWorkflowTask({ type: 'Discard' });
  if (execution.state.closeAttempted) execution.change({ closeAttempted: false });
  const callers = clearUpdateRegistry(shard, execution);
  commitTransaction(shard, execution);
  retryUpdates(shard, callers);
  if (execution.isRunning && execution.workflowTask.status === 'None')
    retryQueries(shard, execution);
  return refusal;
}

/**
 * Forgets the updates of a run that are not in its history, and gives those who wait for them. Who waits for the end of an accepted one
 * is told how far it has come.
 */
export function clearUpdateRegistry(shard: Shard, execution: Execution): readonly UpdateCaller[] {
  const callers: UpdateCaller[] = [];
  for (const update of [...execution.updates.values()]) {
    if (update.status === 'Aborted') forgetAborted(shard, execution, update);
    if (update.status === 'Accepted') answerAccepted(shard, execution, update);
    if (update.status !== 'Admitted' && update.status !== 'Sent') continue;
    callers.push(...shard.updateCallers.take(execution, update.updateId));
    execution.feedUpdate(update, { type: 'Abort', reason: 'RegistryCleared' });
  }
  return callers;
}

/** One that is in the history is there again when the run is loaded. */
function forgetAborted(shard: Shard, execution: Execution, update: AbortedUpdate): void {
  const { updateId, request, inHistory, refusal } = update;
  if (inHistory === true && execution.isRunning) {
    for (const caller of shard.updateCallers.take(execution, updateId))
      answerCaller(shard, caller, refusal);
    execution.updates.set(updateId, { status: 'Admitted', updateId, request, inHistory });
  } else if (!isForgotten(update)) execution.updates.delete(updateId);
}

function answerAccepted(shard: Shard, execution: Execution, update: Update): void {
  const stage = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED';
  const reply = updateAnswer(execution, update, stage);
  if (reply === undefined) return;
  for (const caller of shard.updateCallers.take(execution, update.updateId))
    answerCaller(shard, caller, reply);
}

/** The service itself asks again for those who wait for updates that it has forgotten. */
export function retryUpdates(shard: Shard, callers: readonly UpdateCaller[]): void {
  // Those who only wait find an update if another one's request has brought it back.
  const requests = callers.filter(({ request }) => request !== undefined);
  const polls = callers.filter(({ request }) => request === undefined);
  for (const caller of [...requests, ...polls]) {
    const { execution, request, updateId } = caller;
    const update =
      request === undefined
        ? (knownUpdate(execution, updateId) ?? updateNotFound(updateId))
        : admitUpdate(shard, execution, withUpdateId(request, updateId));
    const reply = isRefusal(update) ? update : awaitUpdate(shard, update, caller);
    if (reply !== undefined) answerCaller(shard, caller, reply);
  }
}

/** The id that the service gave an update stays. */
const withUpdateId = (
  request: NonNullable<UpdateCaller['request']>,
  updateId: string,
): NonNullable<UpdateCaller['request']> => ({
  ...request,
  request: { ...request.request, meta: { ...request.request.meta, updateId } },
});

/** Queries that waited for a task that is lost need not wait, if a worker can answer them without one. */
function retryQueries(shard: Shard, execution: Execution): void {
  if (execution.state.previousStartedEventId === 0) return;
  for (const query of shard.queries.buffered(execution)) dispatchQuery(shard, query);
}
