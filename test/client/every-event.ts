/** An event of every type, with every attribute that it can have. */
import type { EventAttributes, EventType, HistoryEvent } from '../../src/protocol/event.ts';
import type { Failure } from '../../src/protocol/failure.ts';

const payload = { metadata: { encoding: new Uint8Array([106]) }, data: new Uint8Array([49]) };
const payloads = { payloads: [payload] };
const header = { fields: { trace: payload } };
const memo = { fields: { note: payload } };
const searchAttributes = { indexedFields: { City: payload } };
const taskQueue = { name: 'q', kind: 'TASK_QUEUE_KIND_STICKY', normalName: 'n' } as const;
const workflowExecution = { workflowId: 'w', runId: 'run' };
const workflowType = { name: 'order' };
const priority = { priorityKey: 1, fairnessKey: 'f', fairnessWeight: 0.5 };
const retryPolicy = {
  initialInterval: 1_000,
  backoffCoefficient: 2,
  maximumInterval: 100_000,
  maximumAttempts: 3,
  nonRetryableErrorTypes: ['Fatal'],
};
const failure: Failure = {
  message: 'outer',
  source: 'TypeScriptSDK',
  stackTrace: 'at',
  encodedAttributes: payload,
  childWorkflowExecutionFailureInfo: {
    namespace: 'default',
    workflowExecution,
    workflowType,
    initiatedEventId: 1,
    startedEventId: 2,
    retryState: 'RETRY_STATE_TIMEOUT',
  },
  cause: {
    message: 'inner',
    applicationFailureInfo: {
      type: 'T',
      nonRetryable: true,
      details: payloads,
      nextRetryDelay: 1_500,
      category: 'APPLICATION_ERROR_CATEGORY_BENIGN',
    },
  },
};
const updateRequest = {
  meta: { updateId: 'u', identity: 'me' },
  input: { name: 'add', args: payloads, header },
};
const completion = { workflowTaskCompletedEventId: 4 };
const activityClose = { scheduledEventId: 5, startedEventId: 6 };
const childClose = {
  initiatedEventId: 5,
  startedEventId: 6,
  namespace: 'default',
  workflowExecution,
  workflowType,
};
const pause = { identity: 'me', reason: 'why', requestId: 'r' };
const external = { initiatedEventId: 5, namespace: 'default', workflowExecution };

/** The attributes, by type; a new attribute or type makes this file fail to compile until it is here too. */
const ATTRIBUTES: { readonly [T in EventType]: Required<EventAttributes[T]> } = {
  WorkflowExecutionStarted: {
    workflowType,
    workflowId: 'w',
    taskQueue,
    input: payloads,
    header,
    firstExecutionRunId: 'first',
    originalExecutionRunId: 'run',
    continuedExecutionRunId: 'previous',
    initiator: 'CONTINUE_AS_NEW_INITIATOR_RETRY',
    attempt: 2,
    retryPolicy,
    cronSchedule: '* * * * *',
    firstWorkflowTaskBackoff: 0,
    workflowExecutionTimeout: 3_600_000,
    workflowRunTimeout: 60_000,
    workflowTaskTimeout: 10_000,
    workflowExecutionExpirationTime: 1_700_000_000_000,
    lastCompletionResult: payloads,
    continuedFailure: failure,
    parentWorkflowNamespace: 'default',
    parentWorkflowExecution: workflowExecution,
    parentInitiatedEventId: 7,
    rootWorkflowExecution: workflowExecution,
    identity: 'me',
    memo,
    searchAttributes,
    priority,
  },
  WorkflowExecutionCompleted: { ...completion, result: payloads, newExecutionRunId: 'new' },
  WorkflowExecutionFailed: {
    ...completion,
    failure,
    retryState: 'RETRY_STATE_IN_PROGRESS',
    newExecutionRunId: 'new',
  },
  WorkflowExecutionTimedOut: { retryState: 'RETRY_STATE_TIMEOUT', newExecutionRunId: 'new' },
  WorkflowExecutionCanceled: { ...completion, details: payloads },
  WorkflowExecutionTerminated: { reason: 'why', details: payloads, identity: 'me' },
  WorkflowExecutionContinuedAsNew: {
    ...completion,
    newExecutionRunId: 'new',
    workflowType,
    taskQueue,
    input: payloads,
    header,
    workflowRunTimeout: 0,
    workflowTaskTimeout: 10_000,
    backoffStartInterval: 500,
    inheritBuildId: true,
    initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW',
    failure,
    lastCompletionResult: payloads,
    memo,
    searchAttributes,
  },
  WorkflowExecutionCancelRequested: {
    cause: 'why',
    identity: 'me',
    externalInitiatedEventId: 3,
    externalWorkflowExecution: workflowExecution,
  },
  WorkflowExecutionSignaled: {
    signalName: 's',
    input: payloads,
    identity: 'me',
    header,
    externalWorkflowExecution: workflowExecution,
    requestId: 'r',
  },
  WorkflowExecutionPaused: pause,
  WorkflowExecutionUnpaused: pause,
  WorkflowExecutionOptionsUpdated: { attachedRequestId: 'r', identity: 'me' },
  WorkflowExecutionUpdateAdmitted: {
    request: updateRequest,
    origin: 'UPDATE_ADMITTED_EVENT_ORIGIN_REAPPLY',
  },
  WorkflowExecutionUpdateAccepted: {
    protocolInstanceId: 'u',
    acceptedRequestMessageId: 'u/request',
    acceptedRequestSequencingEventId: 5,
    acceptedRequest: updateRequest,
  },
  WorkflowExecutionUpdateCompleted: {
    meta: { updateId: 'u', identity: 'me' },
    acceptedEventId: 6,
    outcome: { success: payloads },
  },
  WorkflowTaskScheduled: { taskQueue, startToCloseTimeout: 10_000, attempt: 1 },
  WorkflowTaskStarted: {
    scheduledEventId: 2,
    identity: 'worker',
    requestId: 'r',
    suggestContinueAsNew: true,
    historySizeBytes: 1_234,
  },
  WorkflowTaskCompleted: {
    scheduledEventId: 2,
    startedEventId: 3,
    identity: 'worker',
    sdkMetadata: {
      coreUsedFlags: [1, 2, 3],
      langUsedFlags: [2],
      sdkName: 'temporal-typescript',
      sdkVersion: '1.24.0',
    },
    workerVersion: { buildId: 'b' },
    meteringMetadata: { nonfirstLocalActivityExecutionAttempts: 1 },
  },
  WorkflowTaskTimedOut: { ...activityClose, timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' },
  WorkflowTaskFailed: {
    ...activityClose,
    cause: 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
    failure,
    identity: 'worker',
    baseRunId: 'run',
    newRunId: 'new',
  },
  ActivityTaskScheduled: {
    ...completion,
    activityId: '1',
    activityType: { name: 'charge' },
    taskQueue,
    header,
    input: payloads,
    scheduleToCloseTimeout: 0,
    scheduleToStartTimeout: 0,
    startToCloseTimeout: 60_000,
    heartbeatTimeout: 5_500,
    retryPolicy,
    priority,
  },
  ActivityTaskStarted: {
    scheduledEventId: 5,
    identity: 'worker',
    requestId: 'r',
    attempt: 2,
    lastFailure: failure,
  },
  ActivityTaskCompleted: { ...activityClose, result: payloads, identity: 'worker' },
  ActivityTaskFailed: {
    ...activityClose,
    failure,
    identity: 'worker',
    retryState: 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
  },
  ActivityTaskTimedOut: { ...activityClose, failure, retryState: 'RETRY_STATE_TIMEOUT' },
  ActivityTaskCancelRequested: { ...completion, scheduledEventId: 5 },
  ActivityTaskCanceled: {
    ...activityClose,
    details: payloads,
    latestCancelRequestedEventId: 7,
    identity: 'worker',
  },
  TimerStarted: { ...completion, timerId: '1', startToFireTimeout: 1_500 },
  TimerFired: { timerId: '1', startedEventId: 5 },
  TimerCanceled: { ...completion, timerId: '1', startedEventId: 5, identity: 'worker' },
  MarkerRecorded: {
    ...completion,
    markerName: 'core_local_activity',
    details: { data: payloads, result: payloads },
    header,
    failure,
  },
  UpsertWorkflowSearchAttributes: { ...completion, searchAttributes },
  WorkflowPropertiesModified: { ...completion, upsertedMemo: memo },
  StartChildWorkflowExecutionInitiated: {
    ...completion,
    namespace: 'default',
    workflowId: 'c',
    workflowType,
    taskQueue,
    input: payloads,
    header,
    workflowExecutionTimeout: 1_000,
    workflowRunTimeout: 0,
    workflowTaskTimeout: 10_000,
    inheritBuildId: true,
    parentClosePolicy: 'PARENT_CLOSE_POLICY_REQUEST_CANCEL',
    workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE',
    retryPolicy,
    cronSchedule: '* * * * *',
    memo,
    searchAttributes,
    priority,
  },
  StartChildWorkflowExecutionFailed: {
    namespace: 'default',
    workflowId: 'c',
    workflowType,
    cause: 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS',
    initiatedEventId: 5,
    workflowTaskCompletedEventId: 4,
  },
  ChildWorkflowExecutionStarted: { ...external, workflowType, header },
  ChildWorkflowExecutionCompleted: { ...childClose, result: payloads },
  ChildWorkflowExecutionFailed: {
    ...childClose,
    failure,
    retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE',
  },
  ChildWorkflowExecutionCanceled: { ...childClose, details: payloads },
  ChildWorkflowExecutionTimedOut: { ...childClose, retryState: 'RETRY_STATE_TIMEOUT' },
  ChildWorkflowExecutionTerminated: childClose,
  RequestCancelExternalWorkflowExecutionInitiated: {
    ...completion,
    namespace: 'default',
    workflowExecution,
    childWorkflowOnly: true,
    reason: 'why',
    control: '1',
  },
  RequestCancelExternalWorkflowExecutionFailed: {
    ...external,
    cause: 'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND',
  },
  ExternalWorkflowExecutionCancelRequested: external,
  SignalExternalWorkflowExecutionInitiated: {
    ...completion,
    namespace: 'default',
    workflowExecution,
    signalName: 's',
    input: payloads,
    header,
    childWorkflowOnly: true,
    control: '1',
  },
  SignalExternalWorkflowExecutionFailed: {
    ...external,
    cause: 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED',
  },
  ExternalWorkflowExecutionSignaled: external,
};

/** One event of each type, numbered from 1. */
export const EVERY_EVENT: readonly HistoryEvent[] = (Object.keys(ATTRIBUTES) as EventType[]).map(
  (type, index) =>
    ({
      type,
      eventId: index + 1,
      eventTime: 1_700_000_000_000 + index,
      attributes: ATTRIBUTES[type],
      userMetadata: { summary: payload },
    }) as unknown as HistoryEvent,
);
