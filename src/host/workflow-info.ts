/** What workflow code is told of itself: the fields of `workflowInfo()`. */
import { seededRandom } from '../common/random.ts';
import type { Random } from '../common/random.ts';
import type { EpochMs } from '../common/time.ts';
import type { Activation, InitializeWorkflow } from '../protocol/activation.ts';
import type { RetryPolicy } from '../protocol/payload.ts';
import { real } from './real-globals.ts';
import type { WorkflowInfo, WorkflowSdk } from './sdk.ts';
import { randomnessSeed } from './workflow-seed.ts';

/** What the worker itself contributes. */
export interface WorkerOfWorkflow {
  readonly namespace: string;
  readonly taskQueue: string;
}

function retryPolicyOf(policy: RetryPolicy | undefined): WorkflowInfo['retryPolicy'] {
  if (policy === undefined) return undefined;
  return {
    backoffCoefficient: policy.backoffCoefficient,
    maximumAttempts: policy.maximumAttempts,
    maximumInterval: policy.maximumInterval,
    initialInterval: policy.initialInterval,
    nonRetryableErrorTypes: [...(policy.nonRetryableErrorTypes ?? [])],
  } as WorkflowInfo['retryPolicy'];
}

/** Numbers that are no part of the workflow's own: drawn when they are first asked for, and the same in every run of a test. */
function numbersOutside(runId: string): () => number {
  let source: Random | undefined;
  return () => {
    source ??= seededRandom(randomnessSeed(`${runId}/unsafe`).reduce((a, b) => a * 31 + b));
    return source.next();
  };
}

function unsafeInfo(
  sdk: WorkflowSdk,
  activation: Activation,
  wallClock: () => EpochMs,
): WorkflowInfo['unsafe'] {
  return {
    now: wallClock,
    isReplaying: activation.isReplaying,
    isReplayingHistoryEvents: activation.isReplaying,
    random: sdk.createUnsafeRandomSource(numbersOutside(activation.runId)),
  };
}

function deploymentVersionOf({
  buildId,
}: Activation): WorkflowInfo['currentDeploymentVersion'] | undefined {
  return buildId ? { buildId, deploymentName: '' } : undefined;
}

/**
 * What is known before the first job is handled; memo and search attributes come with the job itself.
 * @param wallClock - the time outside of the workflow
 */
export function initialInfo(
  sdk: WorkflowSdk,
  activation: Activation,
  job: InitializeWorkflow,
  worker: WorkerOfWorkflow,
  wallClock: () => EpochMs,
): WorkflowInfo {
  const { parentWorkflowInfo: parent, rootWorkflow: root, priority } = job;
  const expiration = job.workflowExecutionExpirationTime;
  const info: { [Key in keyof Required<WorkflowInfo>]: WorkflowInfo[Key] | undefined } = {
    workflowId: job.workflowId,
    runId: activation.runId,
    workflowType: job.workflowType,
    searchAttributes: {},
    typedSearchAttributes: new sdk.common.TypedSearchAttributes(),
    memo: undefined,
    lastResult: undefined,
    lastFailure: undefined,
    parent: parent && {
      workflowId: parent.workflowId,
      runId: parent.runId,
      namespace: parent.namespace,
    },
    root: root && { workflowId: root.workflowId, runId: root.runId },
    taskQueue: worker.taskQueue,
    namespace: worker.namespace,
    firstExecutionRunId: job.firstExecutionRunId,
    originalExecutionRunId: job.randomnessSeedRunId,
    continuedFromExecutionRunId: job.continuedFromExecutionRunId || undefined,
    startTime: new real.Date(job.startTime),
    runStartTime: new real.Date(activation.timestamp),
    executionTimeoutMs: job.workflowExecutionTimeout,
    executionExpirationTime: expiration === undefined ? undefined : new real.Date(expiration),
    runTimeoutMs: job.workflowRunTimeout,
    taskTimeoutMs: job.workflowTaskTimeout,
    retryPolicy: retryPolicyOf(job.retryPolicy),
    attempt: job.attempt,
    cronSchedule: job.cronSchedule || undefined,
    cronScheduleToScheduleInterval: job.cronScheduleToScheduleInterval || undefined,
    historyLength: activation.historyLength,
    historySize: activation.historySizeBytes,
    continueAsNewSuggested: activation.continueAsNewSuggested,
    targetWorkerDeploymentVersionChanged: false,
    suggestedContinueAsNewReasons: undefined,
    currentBuildId: activation.buildId ?? '',
    currentDeploymentVersion: deploymentVersionOf(activation),
    unsafe: unsafeInfo(sdk, activation, wallClock),
    priority: {
      priorityKey: priority?.priorityKey,
      fairnessKey: priority?.fairnessKey,
      fairnessWeight: priority?.fairnessWeight,
    } as WorkflowInfo['priority'],
  };
  return info as WorkflowInfo;
}

/**
 * The same for a later activation: an object of its own, since buffered sink calls keep the earlier one. It is written out because
 * spreads of objects of several shapes, as the SDK's own copies are, are slow.
 */
export function updatedInfo(info: WorkflowInfo, activation: Activation): WorkflowInfo {
  const { unsafe } = info;
  const updated: { [Key in keyof Required<WorkflowInfo>]: WorkflowInfo[Key] | undefined } = {
    workflowId: info.workflowId,
    runId: info.runId,
    workflowType: info.workflowType,
    searchAttributes: info.searchAttributes,
    typedSearchAttributes: info.typedSearchAttributes,
    memo: info.memo,
    lastResult: info.lastResult,
    lastFailure: info.lastFailure,
    parent: info.parent,
    root: info.root,
    taskQueue: info.taskQueue,
    namespace: info.namespace,
    firstExecutionRunId: info.firstExecutionRunId,
    originalExecutionRunId: info.originalExecutionRunId,
    continuedFromExecutionRunId: info.continuedFromExecutionRunId,
    startTime: info.startTime,
    runStartTime: info.runStartTime,
    executionTimeoutMs: info.executionTimeoutMs,
    executionExpirationTime: info.executionExpirationTime,
    runTimeoutMs: info.runTimeoutMs,
    taskTimeoutMs: info.taskTimeoutMs,
    retryPolicy: info.retryPolicy,
    attempt: info.attempt,
    cronSchedule: info.cronSchedule,
    cronScheduleToScheduleInterval: info.cronScheduleToScheduleInterval,
    historyLength: activation.historyLength,
    historySize: activation.historySizeBytes,
    continueAsNewSuggested: activation.continueAsNewSuggested,
    targetWorkerDeploymentVersionChanged: info.targetWorkerDeploymentVersionChanged,
    suggestedContinueAsNewReasons: info.suggestedContinueAsNewReasons,
    currentBuildId: activation.buildId ?? '',
    currentDeploymentVersion:
      activation.buildId === info.currentBuildId
        ? info.currentDeploymentVersion
        : deploymentVersionOf(activation),
    unsafe: {
      now: unsafe.now,
      isReplaying: activation.isReplaying,
      isReplayingHistoryEvents: activation.isReplaying,
      random: unsafe.random,
    },
    priority: info.priority,
  };
  return updated as WorkflowInfo;
}

/** The same for queries: they are answered live, by a state that was replayed. */
export function infoDuringQueries(info: WorkflowInfo, activation: Activation): WorkflowInfo {
  return {
    ...info,
    currentBuildId: activation.buildId ?? '',
    currentDeploymentVersion: deploymentVersionOf(activation),
    unsafe: { ...info.unsafe, isReplaying: true, isReplayingHistoryEvents: false },
  } as WorkflowInfo;
}
