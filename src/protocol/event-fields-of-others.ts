/** The fields of history events that are about other workflows: children, cancel requests and signals sent. */
import {
  boolean,
  byCommand,
  duration,
  enumOf,
  eventIdOf,
  failure,
  header,
  memo,
  messageOf,
  optional,
  otherwise,
  payloads,
  priority,
  required,
  requiredTypeName,
  retryPolicy,
  retryState,
  searchAttributes,
  taskQueue,
  text,
  typeName,
  unlessZero,
  workflowExecution,
} from './field-kinds.ts';

const ofChild = {
  namespace: otherwise('', text),
  workflowExecution: otherwise({}, workflowExecution),
  workflowType: otherwise({}, typeName),
  initiatedEventId: required(eventIdOf('StartChildWorkflowExecutionInitiated')),
  startedEventId: otherwise(0, eventIdOf('ChildWorkflowExecutionStarted')),
};

/** Of events about children. */
export const childFields = {
  StartChildWorkflowExecutionInitiated: {
    namespace: otherwise('', text),
    workflowId: required(text),
    workflowType: required(requiredTypeName),
    taskQueue: otherwise({}, taskQueue),
    input: optional(payloads),
    workflowExecutionTimeout: unlessZero(duration),
    workflowRunTimeout: otherwise(0, duration),
    workflowTaskTimeout: otherwise(0, duration),
    parentClosePolicy: optional(
      enumOf('PARENT_CLOSE_POLICY', ['TERMINATE', 'ABANDON', 'REQUEST_CANCEL']),
    ),
    ...byCommand,
    workflowIdReusePolicy: optional(
      enumOf('WORKFLOW_ID_REUSE_POLICY', [
        'ALLOW_DUPLICATE',
        'ALLOW_DUPLICATE_FAILED_ONLY',
        'REJECT_DUPLICATE',
        'TERMINATE_IF_RUNNING',
      ]),
    ),
    retryPolicy: optional(retryPolicy),
    cronSchedule: optional(text),
    header: optional(header),
    memo: optional(memo),
    searchAttributes: optional(searchAttributes),
    priority: optional(priority),
    inheritBuildId: optional(boolean),
  },
  StartChildWorkflowExecutionFailed: {
    namespace: otherwise('', text),
    workflowId: otherwise('', text),
    workflowType: otherwise({}, typeName),
    cause: optional(
      enumOf('START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE', [
        'WORKFLOW_ALREADY_EXISTS',
        'NAMESPACE_NOT_FOUND',
      ]),
    ),
    initiatedEventId: required(eventIdOf('StartChildWorkflowExecutionInitiated')),
    workflowTaskCompletedEventId: optional(eventIdOf('WorkflowTaskCompleted')),
  },
  ChildWorkflowExecutionStarted: {
    namespace: otherwise('', text),
    initiatedEventId: required(eventIdOf('StartChildWorkflowExecutionInitiated')),
    workflowExecution: required(
      messageOf({ workflowId: otherwise('', text), runId: required(text) }),
    ),
    workflowType: otherwise({}, typeName),
    header: optional(header),
  },
  ChildWorkflowExecutionCompleted: { result: optional(payloads), ...ofChild },
  ChildWorkflowExecutionFailed: {
    failure: optional(failure),
    ...ofChild,
    retryState: optional(retryState),
  },
  ChildWorkflowExecutionCanceled: { details: optional(payloads), ...ofChild },
  ChildWorkflowExecutionTimedOut: { ...ofChild, retryState: optional(retryState) },
  ChildWorkflowExecutionTerminated: ofChild,
};

const ofCancelExternal = {
  initiatedEventId: required(eventIdOf('RequestCancelExternalWorkflowExecutionInitiated')),
  namespace: otherwise('', text),
  workflowExecution: otherwise({}, workflowExecution),
};
const ofSignalExternal = {
  ...ofCancelExternal,
  initiatedEventId: required(eventIdOf('SignalExternalWorkflowExecutionInitiated')),
};
const toExternal = {
  ...byCommand,
  namespace: otherwise('', text),
  workflowExecution: otherwise({}, workflowExecution),
  control: optional(text),
  childWorkflowOnly: optional(boolean),
};

/** Of events about cancel requests and signals to other workflows. */
export const externalWorkflowFields = {
  RequestCancelExternalWorkflowExecutionInitiated: { ...toExternal, reason: optional(text) },
  RequestCancelExternalWorkflowExecutionFailed: {
    cause: optional(
      enumOf('CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE', [
        'EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND',
        'NAMESPACE_NOT_FOUND',
      ]),
    ),
    ...ofCancelExternal,
  },
  ExternalWorkflowExecutionCancelRequested: ofCancelExternal,
  SignalExternalWorkflowExecutionInitiated: {
    ...toExternal,
    signalName: required(text),
    input: optional(payloads),
    header: optional(header),
  },
  SignalExternalWorkflowExecutionFailed: {
    cause: optional(
      enumOf('SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE', [
        'EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND',
        'NAMESPACE_NOT_FOUND',
        'SIGNAL_COUNT_LIMIT_EXCEEDED',
      ]),
    ),
    ...ofSignalExternal,
  },
  ExternalWorkflowExecutionSignaled: ofSignalExternal,
};
