/** SignalWorkflowExecution and SignalWithStartWorkflowExecution. */
import type { Payloads, Header, WorkflowExecution } from '../protocol/payload.ts';
import type { Reply, RequestOf } from '../protocol/request.ts';
import { hasParent } from './cancel.ts';
import type { Execution } from './execution.ts';
import { payloadsSize } from './payload-size.ts';
import {
  invalidArgument,
  isRefusal,
  notFound,
  WORKFLOW_CLOSED,
  WORKFLOW_CLOSING,
} from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { scheduleFirstWorkflowTask } from './run-chain.ts';
import type { Shard } from './shard.ts';
import { createFirstRun, openRun, resolveConflict, terminateForNewRun } from './start.ts';
import { validateSignalWithStart } from './start-validation.ts';
import { closeTransaction } from './transaction.ts';

/** A signal on its way. */
export interface Signal {
  readonly signalName: string;
  readonly input: Payloads | undefined;
  readonly header: Header | undefined;
  readonly identity: string | undefined;
  readonly requestId: string | undefined;
  /** The workflow that signals, if it is one. */
  readonly externalWorkflowExecution?: WorkflowExecution | undefined;
  readonly childWorkflowOnly?: boolean | undefined;
}

/** What is wrong with the signal itself. */
const sizeProblem = (shard: Shard, { input }: Signal): Refusal | undefined =>
  payloadsSize(input) > shard.limits.blobSize
    ? invalidArgument('Blob data size exceeds limit.')
    : undefined;

/** Why a running workflow does not take a signal, or undefined. @see temporal service/history/api/signal_workflow_util.go */
function signalProblem(shard: Shard, execution: Execution, signal: Signal): Refusal | undefined {
  const tooLarge = sizeProblem(shard, signal);
  if (tooLarge !== undefined) return tooLarge;
  const { signalsPerExecution } = shard.limits;
  if (signalsPerExecution > 0 && execution.state.signalCount >= signalsPerExecution)
    return invalidArgument('exceeded workflow execution limit for signal events');
  if (execution.state.closeAttempted && execution.workflowTask.status === 'Started')
    return WORKFLOW_CLOSING;
  return undefined;
}

/** Records a signal; the caller closes the transaction. */
function addSignal(execution: Execution, signal: Signal): void {
  const { signalName, input, header, identity, requestId, externalWorkflowExecution } = signal;
  if (requestId !== undefined && requestId !== '') execution.signalRequestIds.set(requestId, true);
  execution.change({ signalCount: execution.state.signalCount + 1 });
  execution.add({
    type: 'WorkflowExecutionSignaled',
    attributes: { signalName, input, identity, header, externalWorkflowExecution, requestId },
  });
}

/** Delivers a signal; one with a request id seen before changes nothing. */
export function deliverSignal(
  shard: Shard,
  execution: Execution,
  signal: Signal,
): Refusal | undefined {
  const { requestId, externalWorkflowExecution: sender } = signal;
  if (requestId !== undefined && execution.signalRequestIds.has(requestId)) return undefined;
  if (!execution.isRunning) return WORKFLOW_CLOSED;
  const problem = signalProblem(shard, execution, signal);
  if (problem !== undefined) return problem;
  if (signal.childWorkflowOnly === true) {
    if (!hasParent(execution, sender)) return notFound('workflow parent does not match');
  }
  // A signal does not end a start delay or backoff.
  const createWorkflowTask = !execution.isInFirstTaskBackoff;
  addSignal(execution, signal);
  return closeTransaction(shard, execution, { createWorkflowTask });
}

/** @see WorkflowService.SignalWorkflowExecution */
export function signalWorkflowExecution(
  shard: Shard,
  request: RequestOf<'SignalWorkflowExecution'>,
): Reply<'SignalWorkflowExecution'> {
  const { workflowExecution, signalName, input, header, identity, requestId } = request;
  const maximum = shard.limits.maxIdLength;
  if (signalName === '') return invalidArgument('SignalName is not set on request.');
  if (signalName.length > maximum) return invalidArgument('SignalName length exceeds limit.');
  if ((requestId ?? '').length > maximum) return invalidArgument('RequestId length exceeds limit.');
  const execution = shard.find(workflowExecution.workflowId, workflowExecution.runId);
  if (isRefusal(execution)) return execution;
  const signal = { signalName, input, header, identity, requestId };
  return deliverSignal(shard, execution, signal) ?? { ok: true, response: {} };
}

/** @see WorkflowService.SignalWithStartWorkflowExecution */
export function signalWithStart(
  shard: Shard,
  request: RequestOf<'SignalWithStartWorkflowExecution'>,
): Reply<'SignalWithStartWorkflowExecution'> {
  const invalid = validateSignalWithStart(shard, request);
  if (invalid !== undefined) return invalid;
  const { signalName, header, identity, requestId } = request;
  const signal: Signal = { signalName, input: request.signalInput, header, identity, requestId };
  const conflict = resolveConflict(
    shard,
    request.workflowId,
    request.workflowIdReusePolicy,
    request.workflowIdConflictPolicy ?? 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING',
  );
  if (conflict.type === 'UseExisting') {
    const { running } = conflict;
    const problem = signalRunning(shard, running, signal);
    return problem ?? { ok: true, response: { runId: running.runId, started: false } };
  }
  const tooLarge = sizeProblem(shard, signal);
  if (tooLarge !== undefined) return tooLarge;
  if (conflict.type === 'Refuse') return conflict.refusal;
  const runId = shard.newId();
  if (conflict.type === 'StartAfterTerminating') terminateForNewRun(shard, conflict.running, runId);
  const execution = createFirstRun(shard, request, runId);
  addSignal(execution, signal);
  scheduleFirstWorkflowTask(shard, execution);
  return openRun(shard, execution) ?? { ok: true, response: { runId, started: true } };
}

/** Unlike a plain signal, this one ends the start delay of the workflow it finds. */
function signalRunning(shard: Shard, running: Execution, signal: Signal): Refusal | undefined {
  const problem = signalProblem(shard, running, signal);
  if (problem !== undefined) return problem;
  if (signal.requestId !== undefined && running.signalRequestIds.has(signal.requestId))
    return undefined;
  addSignal(running, signal);
  return closeTransaction(shard, running, { createWorkflowTask: true });
}
