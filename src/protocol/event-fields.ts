/** The fields of the attributes of every history event: what is written to JSON, and what must be there to read one. */
import type { EventAttributes, EventType } from './event.ts';
import { childFields, externalWorkflowFields } from './event-fields-of-others.ts';
import {
  boolean,
  byCommand,
  completedUpdateMeta,
  duration,
  enumOf,
  eventIdOf,
  failure,
  header,
  int32,
  int64,
  listOf,
  mapOf,
  memo,
  messageOf,
  optional,
  otherwise,
  payloads,
  priority,
  required,
  requiredTaskQueue,
  requiredTypeName,
  retryPolicy,
  retryState,
  searchAttributes,
  taskQueue,
  text,
  timeoutType,
  timestamp,
  typeName,
  unlessZero,
  updateOutcome,
  updateRequest,
  workflowExecution,
} from './field-kinds.ts';
import type { Field } from './field-kinds.ts';

type FieldsOf<Type extends EventType> = {
  readonly [Name in keyof EventAttributes[Type]]-?: Field;
};

const initiator = enumOf('CONTINUE_AS_NEW_INITIATOR', ['WORKFLOW', 'RETRY', 'CRON_SCHEDULE']);
const ofWorkflowTask = {
  scheduledEventId: required(eventIdOf('WorkflowTaskScheduled')),
  startedEventId: otherwise(0, eventIdOf('WorkflowTaskStarted')),
};
const ofActivity = {
  scheduledEventId: required(eventIdOf('ActivityTaskScheduled')),
  startedEventId: otherwise(0, eventIdOf('ActivityTaskStarted')),
};
const pause = { identity: optional(text), reason: optional(text), requestId: optional(text) };

const workflowExecutionFields = {
  WorkflowExecutionStarted: {
    workflowType: required(requiredTypeName),
    parentWorkflowNamespace: optional(text),
    parentWorkflowExecution: optional(workflowExecution),
    parentInitiatedEventId: optional(int64),
    taskQueue: required(requiredTaskQueue),
    input: optional(payloads),
    workflowExecutionTimeout: unlessZero(duration),
    workflowRunTimeout: otherwise(0, duration),
    workflowTaskTimeout: required(duration),
    continuedExecutionRunId: optional(text),
    initiator: optional(initiator),
    continuedFailure: optional(failure),
    lastCompletionResult: optional(payloads),
    originalExecutionRunId: otherwise('', text),
    identity: optional(text),
    firstExecutionRunId: otherwise('', text),
    retryPolicy: optional(retryPolicy),
    attempt: otherwise(1, int32),
    workflowExecutionExpirationTime: optional(timestamp),
    cronSchedule: optional(text),
    firstWorkflowTaskBackoff: optional(duration),
    memo: optional(memo),
    searchAttributes: optional(searchAttributes),
    header: optional(header),
    workflowId: otherwise('', text),
    rootWorkflowExecution: optional(workflowExecution),
    priority: optional(priority),
  },
  WorkflowExecutionCompleted: {
    result: optional(payloads),
    ...byCommand,
    newExecutionRunId: optional(text),
  },
  WorkflowExecutionFailed: {
    failure: optional(failure),
    retryState: optional(retryState),
    ...byCommand,
    newExecutionRunId: optional(text),
  },
  WorkflowExecutionTimedOut: {
    retryState: optional(retryState),
    newExecutionRunId: optional(text),
  },
  WorkflowExecutionCanceled: { ...byCommand, details: optional(payloads) },
  WorkflowExecutionTerminated: {
    reason: optional(text),
    details: optional(payloads),
    identity: optional(text),
  },
  WorkflowExecutionContinuedAsNew: {
    newExecutionRunId: otherwise('', text),
    workflowType: otherwise({}, typeName),
    taskQueue: otherwise({}, taskQueue),
    input: optional(payloads),
    workflowRunTimeout: otherwise(0, duration),
    workflowTaskTimeout: otherwise(0, duration),
    ...byCommand,
    backoffStartInterval: optional(duration),
    initiator: optional(initiator),
    failure: optional(failure),
    lastCompletionResult: optional(payloads),
    header: optional(header),
    memo: optional(memo),
    searchAttributes: optional(searchAttributes),
    inheritBuildId: optional(boolean),
  },
  WorkflowExecutionCancelRequested: {
    cause: optional(text),
    externalInitiatedEventId: optional(int64),
    externalWorkflowExecution: optional(workflowExecution),
    identity: optional(text),
  },
  WorkflowExecutionSignaled: {
    signalName: required(text),
    input: optional(payloads),
    identity: optional(text),
    header: optional(header),
    externalWorkflowExecution: optional(workflowExecution),
    requestId: optional(text),
  },
  WorkflowExecutionPaused: pause,
  WorkflowExecutionUnpaused: pause,
  WorkflowExecutionOptionsUpdated: {
    attachedRequestId: optional(text),
    identity: optional(text),
  },
  WorkflowExecutionUpdateAdmitted: {
    request: required(updateRequest),
    origin: optional(enumOf('UPDATE_ADMITTED_EVENT_ORIGIN')),
  },
  WorkflowExecutionUpdateAccepted: {
    protocolInstanceId: required(text),
    acceptedRequestMessageId: otherwise('', text),
    acceptedRequestSequencingEventId: otherwise(0, int64),
    acceptedRequest: required(updateRequest),
  },
  WorkflowExecutionUpdateCompleted: {
    meta: otherwise({}, completedUpdateMeta),
    acceptedEventId: otherwise(0, eventIdOf('WorkflowExecutionUpdateAccepted')),
    outcome: otherwise({}, updateOutcome),
  },
};

const workflowTaskFields = {
  WorkflowTaskScheduled: {
    taskQueue: otherwise({}, taskQueue),
    startToCloseTimeout: otherwise(0, duration),
    attempt: otherwise(1, int32),
  },
  WorkflowTaskStarted: {
    scheduledEventId: required(eventIdOf('WorkflowTaskScheduled')),
    identity: optional(text),
    requestId: optional(text),
    suggestContinueAsNew: optional(boolean),
    historySizeBytes: optional(int64),
  },
  WorkflowTaskCompleted: {
    ...ofWorkflowTask,
    identity: optional(text),
    sdkMetadata: optional(
      messageOf({
        coreUsedFlags: optional(listOf(int32)),
        langUsedFlags: optional(listOf(int32)),
        sdkName: optional(text),
        sdkVersion: optional(text),
      }),
    ),
    workerVersion: optional(messageOf({ buildId: required(text) })),
    meteringMetadata: optional(
      messageOf({ nonfirstLocalActivityExecutionAttempts: optional(int32) }),
    ),
  },
  WorkflowTaskTimedOut: { ...ofWorkflowTask, timeoutType: optional(timeoutType) },
  WorkflowTaskFailed: {
    ...ofWorkflowTask,
    cause: optional(enumOf('WORKFLOW_TASK_FAILED_CAUSE')),
    failure: optional(failure),
    identity: optional(text),
    baseRunId: optional(text),
    newRunId: optional(text),
  },
};

const activityFields = {
  ActivityTaskScheduled: {
    activityId: required(text),
    activityType: required(requiredTypeName),
    taskQueue: otherwise({}, taskQueue),
    header: optional(header),
    input: optional(payloads),
    scheduleToCloseTimeout: otherwise(0, duration),
    scheduleToStartTimeout: otherwise(0, duration),
    startToCloseTimeout: otherwise(0, duration),
    heartbeatTimeout: otherwise(0, duration),
    ...byCommand,
    retryPolicy: otherwise({}, retryPolicy),
    priority: optional(priority),
  },
  ActivityTaskStarted: {
    scheduledEventId: required(eventIdOf('ActivityTaskScheduled')),
    identity: optional(text),
    requestId: optional(text),
    attempt: otherwise(1, int32),
    lastFailure: optional(failure),
  },
  ActivityTaskCompleted: {
    result: optional(payloads),
    ...ofActivity,
    identity: optional(text),
  },
  ActivityTaskFailed: {
    failure: optional(failure),
    ...ofActivity,
    identity: optional(text),
    retryState: optional(retryState),
  },
  ActivityTaskTimedOut: {
    failure: otherwise({}, failure),
    ...ofActivity,
    retryState: optional(retryState),
  },
  ActivityTaskCancelRequested: {
    scheduledEventId: otherwise(0, eventIdOf('ActivityTaskScheduled')),
    ...byCommand,
  },
  ActivityTaskCanceled: {
    details: optional(payloads),
    latestCancelRequestedEventId: otherwise(0, eventIdOf('ActivityTaskCancelRequested')),
    ...ofActivity,
    identity: optional(text),
  },
};

const timerAndMarkerFields = {
  TimerStarted: {
    timerId: otherwise('', text),
    startToFireTimeout: otherwise(0, duration),
    ...byCommand,
  },
  TimerFired: {
    timerId: required(text),
    startedEventId: required(eventIdOf('TimerStarted')),
  },
  TimerCanceled: {
    timerId: otherwise('', text),
    startedEventId: otherwise(0, eventIdOf('TimerStarted')),
    ...byCommand,
    identity: optional(text),
  },
  MarkerRecorded: {
    markerName: required(text),
    details: optional(mapOf(payloads)),
    ...byCommand,
    header: optional(header),
    failure: optional(failure),
  },
  UpsertWorkflowSearchAttributes: {
    ...byCommand,
    searchAttributes: otherwise({}, searchAttributes),
  },
  WorkflowPropertiesModified: { ...byCommand, upsertedMemo: optional(memo) },
};

/** The fields of the attributes, by type of event; the compiler demands all that the plain-object form has. */
export const EVENT_FIELDS: { readonly [Type in EventType]: FieldsOf<Type> } = {
  ...workflowExecutionFields,
  ...workflowTaskFields,
  ...activityFields,
  ...timerAndMarkerFields,
  ...childFields,
  ...externalWorkflowFields,
};
