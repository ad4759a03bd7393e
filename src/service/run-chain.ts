/** Chains of runs: what follows a run that continues as new, fails, times out or has a cron schedule. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ContinueAsNewInitiator, EventAttributes } from '../protocol/event.ts';
import type { Failure, RetryState } from '../protocol/failure.ts';
import type { Payloads } from '../protocol/payload.ts';
import { cronBackoff } from './cron.ts';
import { Execution } from './execution.ts';
import type { ExecutionOrigin } from './execution-state.ts';
import { isRetryableFailure, nextRetry, withRetryDefaults } from './retry.ts';
import { scheduleWorkflowTask } from './schedule-workflow-task.ts';
import type { Shard } from './shard.ts';

type StartedAttributes = EventAttributes['WorkflowExecutionStarted'];

/** Makes a run: its first event, and nothing else yet. */
export function createRun(shard: Shard, origin: ExecutionOrigin): Execution {
  const execution = new Execution(origin, shard);
  execution.add({
    type: 'WorkflowExecutionStarted',
    attributes: origin.started,
    userMetadata: origin.userMetadata,
  });
  return execution;
}

/** Schedules the first workflow task of a run, unless it is to wait. */
export function scheduleFirstWorkflowTask(shard: Shard, execution: Execution): void {
  if (execution.hadOrHasWorkflowTask || execution.isInFirstTaskBackoff) return;
  scheduleWorkflowTask(shard, execution);
}

/**
 * How long a next run waits for its first task: a chain of runs that each live for less than a second is slowed down.
 * @see temporal service/history/workflow/mutable_state_impl.go: ContinueAsNewMinBackoff
 */
export function nextRunBackoff(
  shard: Shard,
  execution: Execution,
  backoff: DurationMs | undefined,
): DurationMs | undefined {
  const lifetime = shard.now - execution.executionTime;
  if (lifetime + (backoff ?? 0) >= shard.limits.minimalRunInterval) return backoff;
  return shard.limits.minimalRunInterval - lifetime;
}

/** What a next run takes over from the one before, whatever the reason. */
export function inherited(
  execution: Execution,
  runId: string,
): Pick<
  StartedAttributes,
  | 'workflowId'
  | 'firstExecutionRunId'
  | 'originalExecutionRunId'
  | 'continuedExecutionRunId'
  | 'workflowExecutionTimeout'
  | 'workflowExecutionExpirationTime'
  | 'parentWorkflowNamespace'
  | 'parentWorkflowExecution'
  | 'parentInitiatedEventId'
  | 'rootWorkflowExecution'
  | 'priority'
> {
  const { started } = execution.origin;
  return {
    workflowId: started.workflowId,
    firstExecutionRunId: started.firstExecutionRunId,
    originalExecutionRunId: runId,
    continuedExecutionRunId: execution.runId,
    workflowExecutionTimeout: started.workflowExecutionTimeout,
    workflowExecutionExpirationTime: execution.executionExpirationTime,
    parentWorkflowNamespace: started.parentWorkflowNamespace,
    parentWorkflowExecution: started.parentWorkflowExecution,
    parentInitiatedEventId: started.parentInitiatedEventId,
    rootWorkflowExecution: started.rootWorkflowExecution,
    priority: started.priority,
  };
}

/** Makes the run that follows another one. */
export function createSuccessor(
  shard: Shard,
  execution: Execution,
  started: StartedAttributes,
): Execution {
  const successor = createRun(shard, {
    workflowId: execution.workflowId,
    runId: started.originalExecutionRunId,
    started,
    startTime: shard.now,
    startRequestId: shard.newId(),
    userMetadata: execution.origin.userMetadata,
  });
  scheduleFirstWorkflowTask(shard, successor);
  return successor;
}

interface NextRun {
  readonly initiator: ContinueAsNewInitiator;
  readonly backoff: DurationMs;
  readonly lastCompletionResult: Payloads | undefined;
  readonly continuedFailure: Failure | undefined;
}

/** A retry or cron run: the same start again. */
function createRetryOrCronRun(shard: Shard, execution: Execution, next: NextRun): Execution {
  const { started } = execution.origin;
  const runId = shard.newId();
  const { initiator, lastCompletionResult, continuedFailure } = next;
  const isRetry = initiator === 'CONTINUE_AS_NEW_INITIATOR_RETRY';
  return createSuccessor(shard, execution, {
    ...inherited(execution, runId),
    workflowType: started.workflowType,
    taskQueue: started.taskQueue,
    input: started.input,
    header: started.header,
    initiator,
    attempt: isRetry ? started.attempt + 1 : 1,
    retryPolicy: started.retryPolicy,
    cronSchedule: started.cronSchedule,
    firstWorkflowTaskBackoff: nextRunBackoff(shard, execution, next.backoff),
    workflowRunTimeout: started.workflowRunTimeout,
    workflowTaskTimeout: started.workflowTaskTimeout,
    lastCompletionResult,
    continuedFailure,
    memo: started.memo,
    searchAttributes: started.searchAttributes,
  });
}

/** The cron run that follows, if the run has a schedule. */
export function createCronRun(
  shard: Shard,
  execution: Execution,
  last: { result?: Payloads | undefined; failure?: Failure | undefined },
): Execution | undefined {
  const { started } = execution.origin;
  const backoff = cronBackoff(started.cronSchedule, execution.executionTime, shard.now);
  if (backoff === undefined) return undefined;
  return createRetryOrCronRun(shard, execution, {
    initiator: 'CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE',
    backoff,
    lastCompletionResult: last.failure === undefined ? last.result : started.lastCompletionResult,
    continuedFailure: last.failure,
  });
}

/** Whether a run that failed is followed by another: first its retry policy is asked, then its cron schedule. */
export function afterFailure(
  shard: Shard,
  execution: Execution,
  failure: Failure,
  lastCompletionResult: Payloads | undefined,
): { retryState: RetryState; successor: Execution | undefined } {
  const decision = decideWorkflowRetry(execution, failure, shard.now);
  if (decision.retryState !== 'RETRY_STATE_IN_PROGRESS')
    return {
      retryState: decision.retryState,
      successor: createCronRun(shard, execution, { failure }),
    };
  const successor = createRetryOrCronRun(shard, execution, {
    initiator: 'CONTINUE_AS_NEW_INITIATOR_RETRY',
    backoff: decision.interval,
    lastCompletionResult,
    continuedFailure: failure,
  });
  return { retryState: decision.retryState, successor };
}

function decideWorkflowRetry(
  execution: Execution,
  failure: Failure,
  now: EpochMs,
): ReturnType<typeof nextRetry> {
  const { retryPolicy, attempt } = execution.origin.started;
  if (retryPolicy === undefined) return { retryState: 'RETRY_STATE_RETRY_POLICY_NOT_SET' };
  const policy = withRetryDefaults(retryPolicy);
  if (!isRetryableFailure(failure, policy.nonRetryableErrorTypes))
    return { retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE' };
  return nextRetry({
    now,
    attempt,
    policy,
    expirationTime: execution.executionExpirationTime,
    delay: failure.applicationFailureInfo?.nextRetryDelay,
    capDelay: true,
  });
}
