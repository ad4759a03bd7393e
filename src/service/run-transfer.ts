/** What runs ask of other runs once their own transaction is committed: children, cancels, signals, close policies. */
import { unreachable } from '../common/invariant.ts';
import type { EventId, HistoryEvent } from '../protocol/event.ts';
import { requestCancel } from './cancel.ts';
import type { ChildCloseEvent, InitiatedChild, StartedChild } from './child-workflow.ts';
import type { Execution } from './execution.ts';
import { HISTORY_SERVICE } from './force-close.ts';
import { dispatchActivityTask, dispatchWorkflowTask } from './poll.ts';
import { isRefusal } from './refusal.ts';
import { scheduleFirstWorkflowTask } from './run-chain.ts';
import { timerKey } from './shard.ts';
import type { Shard } from './shard.ts';
import { deliverSignal } from './signal.ts';
import type { TransferTask } from './service-task.ts';
import { createFirstRun, openRun, resolveConflict, terminateForNewRun } from './start.ts';
import { terminate } from './terminate.ts';
import { closeTransaction } from './transaction.ts';

/** Runs the task of a transfer. */
export function runTransferTask(shard: Shard, execution: Execution, task: TransferTask): void {
  switch (task.type) {
    case 'DispatchWorkflowTask':
      return dispatchWorkflowTask(shard, task.taskQueue, task.queued);
    case 'DispatchActivityTask':
      return dispatchActivityTask(shard, task.taskQueue, task.queued);
    case 'StartChild':
      return startChild(shard, execution, task.initiatedEventId);
    case 'ScheduleFirstWorkflowTask':
      return scheduleFirstTaskOfChild(shard, execution);
    case 'RequestCancelExternal':
      return requestCancelExternal(shard, execution, task.initiatedEventId);
    case 'SignalExternal':
      return signalExternal(shard, execution, task.initiatedEventId);
    case 'CloseExecution':
      return closeExecution(shard, execution);
    case 'ApplyParentClosePolicy':
      return applyParentClosePolicy(shard, execution, task.initiatedEventId);
    default:
      return unreachable(task);
  }
}

/** A parent that has closed starts no child any more, whatever its close policy. */
function startChild(shard: Shard, parent: Execution, initiatedEventId: EventId): void {
  const child = parent.children.get(initiatedEventId);
  if (!parent.isRunning || child?.status !== 'Initiated') return;
  const { initiated } = child;
  const known = findChildOfBaseRun(shard, parent, child);
  if (known !== undefined) return childStarted(shard, parent, child, known);
  const conflict = resolveConflict(
    shard,
    initiated.workflowId,
    initiated.workflowIdReusePolicy,
    'WORKFLOW_ID_CONFLICT_POLICY_FAIL',
  );
  if (conflict.type === 'Refuse' || conflict.type === 'UseExisting')
    return childNotStarted(shard, parent, child);
  const runId = shard.newId();
  if (conflict.type === 'StartAfterTerminating') {
    terminateForNewRun(shard, conflict.running, runId);
    // A parent that took its own id for the child has just terminated itself.
    if (!parent.isRunning) return;
  }
  const run = createFirstRun(
    shard,
    {
      ...initiated,
      requestId: shard.newId(),
      identity: undefined,
      userMetadata: parent.history[initiatedEventId - 1]?.userMetadata,
    },
    runId,
    {
      execution: parent.reference,
      initiatedEventId,
      root: parent.origin.started.rootWorkflowExecution ?? parent.reference,
    },
  );
  openRun(shard, run);
  childStarted(shard, parent, child, run);
}

function childStarted(
  shard: Shard,
  parent: Execution,
  child: InitiatedChild,
  run: Execution,
): void {
  const { workflowId, origin } = run;
  const execution = { workflowId, runId: origin.started.firstExecutionRunId };
  parent.feedChild(child, { type: 'Start', execution });
  closeTransaction(shard, parent, { createWorkflowTask: true });
  shard.addTransfer(run, { type: 'ScheduleFirstWorkflowTask' });
}

/** A child that was asked for before the point that its parent was reset to may be there already. */
function findChildOfBaseRun(
  shard: Shard,
  parent: Execution,
  child: InitiatedChild,
): Execution | undefined {
  const { reset, started } = parent.origin;
  if (reset === undefined || reset.lastEventId < child.initiatedEventId) return undefined;
  const run = shard.current.get(child.initiated.workflowId);
  const itsParent = run?.origin.started.parentWorkflowExecution;
  if (itsParent?.workflowId !== parent.workflowId) return undefined;
  const original = shard.executions.get(itsParent.runId)?.origin.started.originalExecutionRunId;
  return original === started.originalExecutionRunId ? run : undefined;
}

function childNotStarted(shard: Shard, parent: Execution, child: InitiatedChild): void {
  const cause = 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS';
  parent.feedChild(child, { type: 'FailStart', cause });
  closeTransaction(shard, parent, { createWorkflowTask: true });
}

function scheduleFirstTaskOfChild(shard: Shard, child: Execution): void {
  if (!child.isRunning || child.hadOrHasWorkflowTask) return;
  scheduleFirstWorkflowTask(shard, child);
  closeTransaction(shard, child);
}

/** The other workflow takes the request, whether it runs, was asked before or is closed; or there is none. */
function requestCancelExternal(
  shard: Shard,
  execution: Execution,
  initiatedEventId: EventId,
): void {
  const request = execution.externalCancels.get(initiatedEventId);
  if (!execution.isRunning || request === undefined) return;
  const { workflowExecution, childWorkflowOnly, reason } = request.initiated;
  const target = findOther(shard, execution, workflowExecution);
  const problem =
    target === undefined
      ? 'not found'
      : requestCancel(shard, target, {
          reason,
          identity: HISTORY_SERVICE,
          externalWorkflowExecution: execution.reference,
          externalInitiatedEventId: initiatedEventId,
          childWorkflowOnly,
        });
  if (problem === undefined) execution.feedExternalCancel(request, { type: 'Request' });
  else
    execution.feedExternalCancel(request, {
      type: 'Fail',
      cause:
        'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND',
    });
  closeTransaction(shard, execution, { createWorkflowTask: true });
}

/** How long the service waits before it tries a transfer again that a busy workflow has turned away. */
const BUSY_WORKFLOW_BACKOFF = 1100;

/**
 * Unlike a cancel, a signal does not reach a closed workflow; one that is about to close may yet go on.
 * @divergence It is tried again every 1.1 s; the real service waits up to a fifth longer or shorter, and with every attempt a tenth longer.
 */
function signalExternal(shard: Shard, execution: Execution, initiatedEventId: EventId): void {
  const signal = execution.externalSignals.get(initiatedEventId);
  if (!execution.isRunning || signal === undefined) return;
  const { workflowExecution, childWorkflowOnly, signalName, input, header } = signal.initiated;
  const target = findOther(shard, execution, workflowExecution);
  const problem =
    target === undefined
      ? undefined
      : deliverSignal(shard, target, {
          signalName,
          input,
          header,
          identity: HISTORY_SERVICE,
          requestId: signal.requestId,
          externalWorkflowExecution: execution.reference,
          childWorkflowOnly,
        });
  if (problem?.status.code === 'RESOURCE_EXHAUSTED') {
    const task = { type: 'SignalExternal', initiatedEventId } as const;
    return shard.setTimer(execution, timerKey(task), shard.now + BUSY_WORKFLOW_BACKOFF, task);
  }
  if (target !== undefined && problem === undefined)
    execution.feedExternalSignal(signal, { type: 'Signal' });
  else {
    const tooMany = problem?.status.code === 'INVALID_ARGUMENT';
    execution.feedExternalSignal(signal, {
      type: 'Fail',
      cause: tooMany
        ? 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED'
        : 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND',
    });
  }
  closeTransaction(shard, execution, { createWorkflowTask: true });
}

/** The workflow that another one means. It cannot mean itself, in whichever run. */
function findOther(
  shard: Shard,
  execution: Execution,
  named: { readonly workflowId: string; readonly runId: string },
): Execution | undefined {
  if (named.workflowId === execution.workflowId) return undefined;
  const found = shard.find(named.workflowId, named.runId);
  return isRefusal(found) ? undefined : found;
}

const isChildClose = (event: HistoryEvent | undefined): event is ChildCloseEvent =>
  event?.type === 'WorkflowExecutionCompleted' ||
  event?.type === 'WorkflowExecutionFailed' ||
  event?.type === 'WorkflowExecutionCanceled' ||
  event?.type === 'WorkflowExecutionTimedOut' ||
  event?.type === 'WorkflowExecutionTerminated';

/** A closed run is reported to its parent; then its own children hear of it. */
function closeExecution(shard: Shard, execution: Execution): void {
  const { newExecutionRunId, wasReset, resetRunId } = execution.state;
  // A run that a reset terminated leaves its parent to the run that takes its place, and its children too if that repeats it.
  if (newExecutionRunId === undefined && !wasReset) reportToParent(shard, execution);
  if (wasReset && resetRunId !== undefined) return;
  for (const { initiatedEventId } of execution.children.values())
    shard.addTransfer(execution, { type: 'ApplyParentClosePolicy', initiatedEventId });
}

/** Finds the parent in the run that has taken its place, if it was reset. */
function findParent(shard: Shard, runId: string): Execution | undefined {
  let parent = shard.executions.get(runId);
  while (parent?.state.resetRunId !== undefined)
    parent = shard.executions.get(parent.state.resetRunId);
  return parent;
}

function reportToParent(shard: Shard, execution: Execution): void {
  const { started } = execution.origin;
  const { parentWorkflowExecution, parentInitiatedEventId = 0, firstExecutionRunId } = started;
  if (parentWorkflowExecution === undefined) return;
  const parent = findParent(shard, parentWorkflowExecution.runId);
  const event = execution.history.at(-1);
  if (parent === undefined || !parent.isRunning || !isChildClose(event)) return;
  const child = parent.children.get(parentInitiatedEventId);
  if (child === undefined || child.initiated.workflowId !== execution.workflowId) return;
  if (child.status === 'Started' && child.firstExecutionRunId !== firstExecutionRunId) return;
  parent.feedChild(child, {
    type: 'Close',
    execution: execution.reference,
    firstExecutionRunId,
    event,
  });
  closeTransaction(shard, parent, { createWorkflowTask: true });
}

/** What becomes of a child whose parent has closed; it is followed along its chain of runs. */
function applyParentClosePolicy(shard: Shard, parent: Execution, initiatedEventId: EventId): void {
  const child = parent.children.get(initiatedEventId);
  if (child?.status !== 'Started') return;
  const run = shard.current.get(child.initiated.workflowId);
  if (run === undefined || !run.isRunning) return;
  applyPolicy(shard, parent, child, run);
}

function applyPolicy(shard: Shard, parent: Execution, child: StartedChild, run: Execution): void {
  const { firstExecutionRunId } = child;
  const externalWorkflowExecution = parent.reference;
  switch (child.initiated.parentClosePolicy) {
    case 'PARENT_CLOSE_POLICY_ABANDON':
      return;
    case 'PARENT_CLOSE_POLICY_TERMINATE':
      terminate(
        shard,
        run,
        { reason: 'by parent close policy', identity: HISTORY_SERVICE },
        { firstExecutionRunId, childOf: externalWorkflowExecution },
      );
      return;
    case 'PARENT_CLOSE_POLICY_REQUEST_CANCEL':
      requestCancel(shard, run, {
        firstExecutionRunId,
        identity: HISTORY_SERVICE,
        externalWorkflowExecution,
        childWorkflowOnly: true,
      });
      return;
  }
}
