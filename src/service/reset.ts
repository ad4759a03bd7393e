/** ResetWorkflowExecution: the run is terminated, and a new one repeats its history up to a workflow task. */
import type { EventId, HistoryEvent } from '../protocol/event.ts';
import type { Reply, RequestOf } from '../protocol/request.ts';
import { refuseAndClear } from './context-clear.ts';
import { Execution } from './execution.ts';
import { HISTORY_SERVICE, terminateExecution } from './force-close.ts';
import { rebuild } from './rebuild.ts';
import { invalidArgument, isRefusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { scheduleWorkflowTask } from './schedule-workflow-task.ts';
import type { Shard } from './shard.ts';
import { startWorkflowTask } from './start-workflow-task.ts';
import { closeTransaction } from './transaction.ts';

type Reset = RequestOf<'ResetWorkflowExecution'>;

/** Who the service says it is when it resets a run. @see temporal service/history/consts: IdentityResetter */
const RESETTER = 'history-resetter';

/**
 * Makes the run that repeats another one up to an event. That must be the last of a batch, and there must be a workflow task to fail.
 * @see temporal service/history/ndc/state_rebuilder.go, service/history/ndc/workflow_resetter.go: failWorkflowTask
 */
function repeat(shard: Shard, base: Execution, lastEventId: EventId): Execution | Refusal {
  if (!base.events.isBatchEnd(lastEventId))
    return invalidArgument(
      `StateRebuilder unable to Rebuild mutable state to event ID: ${lastEventId}, version: 0, this event must be at the boundary`,
    );
  const { started } = base.origin;
  const { workflowExecutionTimeout } = started;
  const execution = new Execution(
    {
      ...base.origin,
      runId: shard.newId(),
      startTime: shard.now,
      reset: {
        baseRunId: base.runId,
        lastEventId,
        executionExpirationTime:
          workflowExecutionTimeout > 0 ? shard.now + workflowExecutionTimeout : undefined,
      },
    },
    shard,
  );
  rebuild(execution, base.history.slice(0, lastEventId));
  execution.events.adoptBatchEnds(base.events, lastEventId);
  if (execution.workflowTask.status === 'None')
    return invalidArgument(
      `Can only reset workflow to event ID in range [WorkflowTaskScheduled +1, WorkflowTaskStarted + 1]: ${lastEventId + 1}`,
    );
  return execution;
}

/** The workflow task that the reset goes back to fails, which is how the new run begins to differ. */
function failTaskForReset(
  shard: Shard,
  execution: Execution,
  base: Execution,
  reason: string | undefined,
): void {
  if (execution.workflowTask.status === 'Scheduled')
    startWorkflowTask(shard, execution, { requestId: '', identity: HISTORY_SERVICE });
  execution.feedWorkflowTask({
    type: 'Fail',
    nextEventId: execution.events.nextEventId,
    cause: 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
    failure: { message: reason, resetWorkflowFailureInfo: {} },
    identity: HISTORY_SERVICE,
    sticky: false,
    baseRunId: base.runId,
    newRunId: execution.runId,
  });
}

/** What came from outside after the point of reset is not lost; a cancel request is. */
function reapply(execution: Execution, events: readonly HistoryEvent[]): void {
  for (const event of events) {
    if (event.type === 'WorkflowExecutionSignaled') {
      const { signalName, input, identity, header, requestId } = event.attributes;
      if (requestId !== undefined && requestId !== '')
        execution.signalRequestIds.set(requestId, true);
      execution.change({ signalCount: execution.state.signalCount + 1 });
      execution.add({
        type: event.type,
        attributes: { signalName, input, identity, header, requestId },
      });
    } else if (
      event.type === 'WorkflowExecutionUpdateAccepted' ||
      event.type === 'WorkflowExecutionUpdateAdmitted'
    ) {
      reapplyUpdate(execution, event);
    } else if (event.type.includes('ChildWorkflow')) {
      reapplyChildEvent(execution, event);
    }
  }
}

function reapplyUpdate(execution: Execution, event: HistoryEvent): void {
  const isAdmitted = event.type === 'WorkflowExecutionUpdateAdmitted';
  const request = isAdmitted
    ? event.attributes.request
    : event.type === 'WorkflowExecutionUpdateAccepted'
      ? event.attributes.acceptedRequest
      : undefined;
  // Without a request: that of an update whose admission is in the history, and is reapplied itself.
  if (request === undefined) return;
  const { updateId } = request.meta;
  execution.updates.set(updateId, { status: 'Admitted', updateId, request, inHistory: true });
  execution.add({
    type: 'WorkflowExecutionUpdateAdmitted',
    attributes: {
      request,
      origin: isAdmitted ? event.attributes.origin : 'UPDATE_ADMITTED_EVENT_ORIGIN_REAPPLY',
    },
  });
}

/** What became of a child that the new run has pending too. */
function reapplyChildEvent(execution: Execution, event: HistoryEvent): void {
  if (event.type === 'StartChildWorkflowExecutionInitiated') return;
  const { attributes } = event;
  if (!('initiatedEventId' in attributes)) return;
  const child = execution.children.get(attributes.initiatedEventId);
  if (child === undefined) return;
  if (event.type === 'ChildWorkflowExecutionStarted') {
    execution.feedChild(child, { type: 'Start', execution: event.attributes.workflowExecution });
    return;
  }
  const startedEventId = child.status === 'Started' ? child.startedEventId : 0;
  const body = { type: event.type, attributes: { ...attributes, startedEventId } };
  execution.children.delete(attributes.initiatedEventId);
  execution.add(body as Parameters<Execution['add']>[0]);
}

/** The events that came after the point of reset, in the run itself and in those that continued it. */
function laterEvents(shard: Shard, base: Execution, lastEventId: EventId): HistoryEvent[] {
  const events = base.history.slice(lastEventId);
  for (let last = events.at(-1); last?.type === 'WorkflowExecutionContinuedAsNew';) {
    const next = shard.executions.get(last.attributes.newExecutionRunId);
    if (next === undefined) break;
    events.push(...next.history);
    last = events.at(-1);
  }
  return events;
}

function checkPoint(base: Execution, finishEventId: EventId): Refusal | undefined {
  if (finishEventId > 1 && finishEventId <= base.history.length) return undefined;
  return invalidArgument('Workflow task finish ID must be > 1 && <= workflow last event ID.');
}

/** @see WorkflowService.ResetWorkflowExecution */
export function resetWorkflowExecution(
  shard: Shard,
  request: Reset,
): Reply<'ResetWorkflowExecution'> {
  const { workflowId, runId } = request.workflowExecution;
  const base = shard.find(workflowId, runId);
  if (isRefusal(base)) return base;
  const finishEventId = request.workflowTaskFinishEventId;
  const problem = checkPoint(base, finishEventId);
  if (problem !== undefined) return refuseAndClear(shard, base, problem);
  const current = shard.current.get(workflowId) ?? base;
  if ((request.requestId ?? '') !== '' && current.origin.startRequestId === request.requestId)
    return { ok: true, response: { runId: current.runId } };
  const execution = repeat(shard, base, finishEventId - 1);
  if (isRefusal(execution)) {
    if (current !== base) refuseAndClear(shard, current, execution);
    return refuseAndClear(shard, base, execution);
  }
  base.change({ resetRunId: execution.runId });
  if (current.isRunning) {
    current.change({ wasReset: true });
    terminateExecution(current, { reason: request.reason, identity: RESETTER });
    closeTransaction(shard, current);
  }
  base.commit();
  failTaskForReset(shard, execution, base, request.reason);
  reapply(execution, laterEvents(shard, base, finishEventId - 1));
  scheduleWorkflowTask(shard, execution);
  execution.refreshTasks();
  shard.register(execution);
  return closeTransaction(shard, execution) ?? { ok: true, response: { runId: execution.runId } };
}
