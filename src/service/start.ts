/** StartWorkflowExecution, and what it shares with every other way of starting a workflow. */
import type { WorkflowIdReusePolicy } from '../protocol/event.ts';
import type { WorkflowExecution } from '../protocol/payload.ts';
import type { Reply, StartWorkflowFields, WorkflowIdConflictPolicy } from '../protocol/request.ts';
import { cronBackoff } from './cron.ts';
import type { Execution } from './execution.ts';
import { HISTORY_SERVICE, terminateExecution } from './force-close.ts';
import { encodeText } from './json-payload.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { withRetryDefaults } from './retry.ts';
import { createRun, scheduleFirstWorkflowTask } from './run-chain.ts';
import { typedSearchAttributes } from './search-attribute.ts';
import type { Shard } from './shard.ts';
import { validateStart } from './start-validation.ts';
import { capped, workflowRunTimeout, workflowTaskTimeout } from './timeouts.ts';
import { closeTransaction } from './transaction.ts';

/** Who starts a child workflow. */
export interface ParentOfRun {
  readonly execution: WorkflowExecution;
  readonly initiatedEventId: number;
  readonly root: WorkflowExecution;
}

/** Makes the first run of a chain; nothing of it counts before its transaction is closed. */
export function createFirstRun(
  shard: Shard,
  fields: StartWorkflowFields,
  runId: string,
  parent?: ParentOfRun,
): Execution {
  const { cronSchedule } = fields;
  const isCron = cronSchedule !== undefined && cronSchedule !== '';
  const executionTimeout = capped(fields.workflowExecutionTimeout);
  const runTimeout = workflowRunTimeout(fields.workflowRunTimeout, executionTimeout);
  const backoff = isCron
    ? cronBackoff(cronSchedule, shard.now, shard.now)
    : capped(fields.workflowStartDelay);
  return createRun(shard, {
    workflowId: fields.workflowId,
    runId,
    startTime: shard.now,
    startRequestId: fields.requestId,
    userMetadata: fields.userMetadata,
    started: {
      workflowType: fields.workflowType,
      workflowId: fields.workflowId,
      taskQueue: { name: fields.taskQueue.name, kind: 'TASK_QUEUE_KIND_NORMAL' },
      input: fields.input,
      header: fields.header,
      firstExecutionRunId: runId,
      originalExecutionRunId: runId,
      initiator: isCron ? 'CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE' : undefined,
      attempt: 1,
      retryPolicy:
        fields.retryPolicy === undefined ? undefined : withRetryDefaults(fields.retryPolicy),
      cronSchedule,
      firstWorkflowTaskBackoff: backoff,
      workflowExecutionTimeout: executionTimeout,
      workflowRunTimeout: runTimeout,
      workflowTaskTimeout: workflowTaskTimeout(
        fields.workflowTaskTimeout,
        runTimeout,
        shard.limits.defaultWorkflowTaskTimeout,
      ),
      workflowExecutionExpirationTime:
        executionTimeout > 0 ? shard.now + executionTimeout : undefined,
      parentWorkflowNamespace: parent === undefined ? undefined : shard.namespace,
      parentWorkflowExecution: parent?.execution,
      parentInitiatedEventId: parent?.initiatedEventId,
      rootWorkflowExecution: parent?.root,
      identity: fields.identity,
      memo: fields.memo,
      searchAttributes: typedSearchAttributes(shard, fields.searchAttributes),
      priority: fields.priority,
    },
  });
}

/** What a start that finds its workflow id taken is to do. */
export type Conflict =
  | { readonly type: 'Start' }
  | { readonly type: 'StartAfterTerminating'; readonly running: Execution }
  | { readonly type: 'UseExisting'; readonly running: Execution }
  | { readonly type: 'Refuse'; readonly refusal: Refusal };

const FAILED_STATUSES = ['FAILED', 'CANCELED', 'TERMINATED', 'TIMED_OUT'];

const alreadyStarted = (execution: Execution, message: string): Conflict => ({
  type: 'Refuse',
  refusal: refuse('ALREADY_EXISTS', message, {
    type: 'WorkflowExecutionAlreadyStartedFailure',
    startRequestId: execution.origin.startRequestId ?? '',
    runId: execution.runId,
  }),
});

/** Decides by the policies. @see temporal service/history/api/workflow_id_dedup.go */
export function resolveConflict(
  shard: Shard,
  workflowId: string,
  reusePolicy: WorkflowIdReusePolicy | undefined,
  conflictPolicy: WorkflowIdConflictPolicy,
): Conflict {
  const current = shard.current.get(workflowId);
  if (current === undefined) return { type: 'Start' };
  const names = `WorkflowId: ${workflowId}, RunId: ${current.runId}.`;
  if (current.isRunning) {
    if (
      reusePolicy === 'WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING' ||
      conflictPolicy === 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING'
    )
      return { type: 'StartAfterTerminating', running: current };
    if (conflictPolicy === 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING')
      return { type: 'UseExisting', running: current };
    return alreadyStarted(current, `Workflow execution is already running. ${names}`);
  }
  switch (reusePolicy) {
    case 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE':
      return alreadyStarted(
        current,
        `Workflow execution already finished. ${names} Workflow Id reuse policy: reject duplicate workflow Id.`,
      );
    case 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY':
      if (FAILED_STATUSES.includes(current.state.status)) return { type: 'Start' };
      return alreadyStarted(
        current,
        `Workflow execution already finished successfully. ${names} Workflow Id reuse policy: allow duplicate workflow Id if last run failed.`,
      );
    default:
      return { type: 'Start' };
  }
}

/** Ends a running workflow because a new one takes its id. */
export function terminateForNewRun(shard: Shard, running: Execution, newRunId: string): void {
  terminateExecution(running, {
    reason: 'TerminateIfRunning WorkflowIdReusePolicy',
    details: encodeText(`terminated by new runID: ${newRunId}`),
    identity: HISTORY_SERVICE,
  });
  closeTransaction(shard, running);
}

/** Puts a new run into the books. */
export function openRun(shard: Shard, execution: Execution): Refusal | undefined {
  shard.register(execution);
  return closeTransaction(shard, execution);
}

const started = (execution: Execution, isNew: boolean): Reply<'StartWorkflowExecution'> => ({
  ok: true,
  response: { runId: execution.runId, started: isNew },
});

/** Starts a workflow, or finds the one that the request means. */
export function startWorkflow(
  shard: Shard,
  fields: StartWorkflowFields,
): Reply<'StartWorkflowExecution'> {
  const problem = validateStart(shard, fields);
  if (problem !== undefined) return problem;
  const current = shard.current.get(fields.workflowId);
  // The very request that started the current run has come again.
  if (
    current !== undefined &&
    (fields.requestId ?? '') !== '' &&
    current.origin.startRequestId === fields.requestId
  )
    return started(current, true);
  const conflict = resolveConflict(
    shard,
    fields.workflowId,
    fields.workflowIdReusePolicy,
    fields.workflowIdConflictPolicy ?? 'WORKFLOW_ID_CONFLICT_POLICY_FAIL',
  );
  if (conflict.type === 'Refuse') return conflict.refusal;
  if (conflict.type === 'UseExisting') return started(conflict.running, false);
  const runId = shard.newId();
  if (conflict.type === 'StartAfterTerminating') terminateForNewRun(shard, conflict.running, runId);
  const execution = createFirstRun(shard, fields, runId);
  scheduleFirstWorkflowTask(shard, execution);
  return openRun(shard, execution) ?? started(execution, true);
}
