/** The machines of the service are taken through every edge of their tables. */
import type { UpdateOutcome } from '../../src/protocol/update.ts';
import { childMachine } from '../../src/service/child-workflow.ts';
import type { ChildCloseEvent, ChildInput } from '../../src/service/child-workflow.ts';
import {
  externalCancelMachine,
  externalSignalMachine,
} from '../../src/service/external-workflow.ts';
import type { Refusal } from '../../src/service/refusal.ts';
import { timerMachine } from '../../src/service/timer.ts';
import { updateMachine } from '../../src/service/update.ts';
import type { Update } from '../../src/service/update.ts';
import { workflowTaskMachine } from '../../src/service/workflow-task.ts';
import type {
  ScheduledWorkflowTask,
  StartedWorkflowTask,
  WorkflowTaskInput,
} from '../../src/service/workflow-task.ts';
import { takesEveryEdge } from './edge-rows.ts';

const at = 10;
const identity = 'w';
const timer = { timerId: 't', startedEventId: 5, expiryTime: 100 } as const;
const cancelTimer = { type: 'Cancel', workflowTaskCompletedEventId: 8, identity } as const;
takesEveryEdge(timerMachine, [
  [{ ...timer, status: 'Started' }, { type: 'Fire' }, 'Fired TimerFired'],
  [{ ...timer, status: 'Started' }, cancelTimer, 'Canceled TimerCanceled'],
  [{ ...timer, status: 'Fired' }, cancelTimer, 'Canceled TimerCanceled'],
]);

const execution = { workflowId: 'c', runId: 'r' };
const toOther = { namespace: 'default', workflowExecution: execution };
const initiatedCancel = {
  status: 'Initiated',
  initiatedEventId: 5,
  initiated: { ...toOther, workflowTaskCompletedEventId: 4, childWorkflowOnly: false },
} as const;
takesEveryEdge(externalCancelMachine, [
  [initiatedCancel, { type: 'Request' }, 'Requested ExternalWorkflowExecutionCancelRequested'],
  [
    initiatedCancel,
    {
      type: 'Fail',
      cause:
        'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND',
    },
    'Failed RequestCancelExternalWorkflowExecutionFailed',
  ],
]);
const initiatedSignal = {
  status: 'Initiated',
  initiatedEventId: 5,
  requestId: 'q',
  initiated: { ...initiatedCancel.initiated, signalName: 's' },
} as const;
takesEveryEdge(externalSignalMachine, [
  [initiatedSignal, { type: 'Signal' }, 'Signaled ExternalWorkflowExecutionSignaled'],
  [
    initiatedSignal,
    {
      type: 'Fail',
      cause:
        'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND',
    },
    'Failed SignalExternalWorkflowExecutionFailed',
  ],
]);

const child = {
  status: 'Initiated',
  initiatedEventId: 5,
  initiated: {
    namespace: 'default',
    workflowId: 'c',
    workflowType: { name: 'child' },
    taskQueue: { name: 'c' },
    workflowExecutionTimeout: 0,
    workflowRunTimeout: 0,
    workflowTaskTimeout: 10_000,
    parentClosePolicy: 'PARENT_CLOSE_POLICY_TERMINATE',
    workflowTaskCompletedEventId: 4,
    workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE',
  },
} as const;
const startedChild = {
  ...child,
  status: 'Started',
  firstExecutionRunId: 'r',
  startedEventId: 6,
} as const;
const closes = {
  Completed: {
    type: 'WorkflowExecutionCompleted',
    attributes: { workflowTaskCompletedEventId: 4 },
  },
  Failed: {
    type: 'WorkflowExecutionFailed',
    attributes: {
      workflowTaskCompletedEventId: 4,
      retryState: 'RETRY_STATE_RETRY_POLICY_NOT_SET',
    },
  },
  Canceled: {
    type: 'WorkflowExecutionCanceled',
    attributes: { workflowTaskCompletedEventId: 4 },
  },
  TimedOut: {
    type: 'WorkflowExecutionTimedOut',
    attributes: { retryState: 'RETRY_STATE_RETRY_POLICY_NOT_SET' },
  },
  Terminated: { type: 'WorkflowExecutionTerminated', attributes: { reason: 'enough' } },
} as const;
const closeRows = Object.entries(closes).map(([status, event]) => {
  const close: ChildInput = {
    type: 'Close',
    execution,
    firstExecutionRunId: 'r',
    event: { eventId: 9, eventTime: 0, ...event } as ChildCloseEvent,
  };
  return { status, close };
});
takesEveryEdge(childMachine, [
  [child, { type: 'Start', execution }, 'Started ChildWorkflowExecutionStarted'],
  [
    child,
    {
      type: 'FailStart',
      cause: 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS',
    },
    'StartFailed StartChildWorkflowExecutionFailed',
  ],
  ...closeRows.map(
    ({ status, close }) =>
      [
        child,
        close,
        `${status} ChildWorkflowExecutionStarted ChildWorkflowExecution${status}`,
      ] as const,
  ),
  ...closeRows.map(
    ({ status, close }) =>
      [startedChild, close, `${status} ChildWorkflowExecution${status}`] as const,
  ),
]);

const request = { meta: { updateId: 'u' }, input: { name: 'change' } };
const update = { updateId: 'u', request } as const;
const admitted = { ...update, status: 'Admitted' } as const;
const sent = { ...update, status: 'Sent' } as const;
const accepted = { ...update, status: 'Accepted', acceptedEventId: 7 } as const;
const outcome: UpdateOutcome = { failure: { message: 'boom' } };
const accept = { type: 'Accept', nextEventId: 7, sequencingEventId: 5 } as const;
const reject = { type: 'Reject', failure: { message: 'no' } } as const;
const abort = { type: 'Abort', reason: 'WorkflowCompleted' } as const;
const taskFailed = { type: 'Abort', reason: 'WorkflowTaskFailed' } as const;
const refusal: Refusal = {
  ok: false,
  status: { code: 'NOT_FOUND', message: 'gone' },
};
const completed: Update = { ...update, status: 'Completed', outcome, accepted: true };
const rejected: Update = { ...update, status: 'Rejected', outcome, accepted: false };
const aborted: Update = { ...update, status: 'Aborted', reason: 'WorkflowCompleted', refusal };
const cleared = { type: 'Abort', reason: 'RegistryCleared' } as const;
takesEveryEdge(updateMachine, [
  [admitted, { type: 'Send' }, 'Sent'],
  [admitted, accept, 'Accepted WorkflowExecutionUpdateAccepted'],
  [admitted, reject, 'Rejected'],
  [admitted, abort, 'Aborted'],
  [admitted, taskFailed, 'Admitted'],
  [admitted, cleared, 'Aborted'],
  [{ ...admitted, inHistory: true }, cleared, 'Admitted'],
  [sent, { type: 'Send' }, 'Sent'],
  [sent, accept, 'Accepted WorkflowExecutionUpdateAccepted'],
  [sent, reject, 'Rejected'],
  [sent, taskFailed, 'Aborted'],
  [sent, cleared, 'Aborted'],
  [{ ...sent, inHistory: true }, cleared, 'Admitted'],
  [accepted, { type: 'Respond', outcome }, 'Completed WorkflowExecutionUpdateCompleted'],
  [accepted, abort, 'Completed'],
  [accepted, taskFailed, 'Accepted'],
  [accepted, cleared, 'Accepted'],
  [completed, abort, 'Completed'],
  [rejected, abort, 'Rejected'],
  [aborted, abort, 'Aborted'],
]);

const scheduledTask: ScheduledWorkflowTask = {
  status: 'Scheduled',
  type: 'Normal',
  attempt: 1,
  scheduledEventId: 2,
  written: true,
  taskQueue: { name: 'w' },
  startToCloseTimeout: 10_000,
  scheduleToStartTimeout: undefined,
  scheduledTime: 0,
  originalScheduledTime: 0,
};
const startedTask: StartedWorkflowTask = {
  ...scheduledTask,
  status: 'Started',
  startedEventId: 3,
  startedTime: 1,
  requestId: 'r',
  identity,
  suggestContinueAsNew: false,
  historySizeBytes: 0,
};
const speculative = { type: 'Speculative', written: false } as const;
const transient = { attempt: 2, written: false } as const;
const schedule: WorkflowTaskInput = {
  type: 'Schedule',
  taskType: 'Normal',
  at,
  nextEventId: 2,
  flushed: false,
  taskQueue: { name: 'w' },
  startToCloseTimeout: () => 10_000,
  scheduleToStartTimeout: undefined,
  originalScheduledTime: at,
};
const startTask: WorkflowTaskInput = {
  type: 'Start',
  at,
  nextEventId: 2,
  requestId: 'r',
  identity,
  taskQueue: { name: 'w' },
  suggestContinueAsNew: false,
  historySizeBytes: 0,
};
const completeTask: WorkflowTaskInput = {
  type: 'Complete',
  nextEventId: 2,
  identity,
  sdkMetadata: undefined,
  workerVersion: undefined,
  meteringMetadata: undefined,
};
const failTask: WorkflowTaskInput = {
  type: 'Fail',
  nextEventId: 2,
  cause: 'WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND',
  failure: undefined,
  identity,
  sticky: false,
};
const timeOutTask: WorkflowTaskInput = {
  type: 'TimeOut',
  nextEventId: 2,
  timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE',
  sticky: false,
};
const none = { status: 'None', attempt: 1 } as const;
takesEveryEdge(workflowTaskMachine, [
  [none, schedule, 'Scheduled WorkflowTaskScheduled'],
  [{ ...none, attempt: 2 }, schedule, 'Scheduled'],
  [{ ...none, attempt: 2 }, { ...schedule, flushed: true }, 'Scheduled WorkflowTaskScheduled'],
  [none, { ...schedule, taskType: 'Speculative' }, 'Scheduled'],
  [scheduledTask, { ...startTask, nextEventId: 3 }, 'Started WorkflowTaskStarted'],
  [{ ...scheduledTask, ...transient }, startTask, 'Started'],
  [
    { ...scheduledTask, ...transient },
    { ...startTask, nextEventId: 4 },
    'Started WorkflowTaskScheduled WorkflowTaskStarted',
  ],
  [scheduledTask, timeOutTask, 'None WorkflowTaskTimedOut'],
  [
    { ...scheduledTask, ...speculative },
    timeOutTask,
    'None WorkflowTaskScheduled WorkflowTaskTimedOut',
  ],
  [scheduledTask, failTask, 'None WorkflowTaskFailed'],
  [{ ...scheduledTask, ...transient }, failTask, 'None'],
  [{ ...scheduledTask, ...speculative }, { type: 'Discard' }, 'None'],
  [
    { ...scheduledTask, ...speculative },
    { type: 'ConvertToNormal' },
    'Scheduled WorkflowTaskScheduled',
  ],
  [startedTask, completeTask, 'None WorkflowTaskCompleted'],
  [
    { ...startedTask, ...transient },
    completeTask,
    'None WorkflowTaskScheduled WorkflowTaskStarted WorkflowTaskCompleted',
  ],
  [{ ...startedTask, ...speculative }, { type: 'Discard' }, 'None'],
  [startedTask, failTask, 'None WorkflowTaskFailed'],
  [{ ...startedTask, ...transient }, failTask, 'None'],
  [startedTask, timeOutTask, 'None WorkflowTaskTimedOut'],
  [{ ...startedTask, ...transient }, timeOutTask, 'None'],
  [
    { ...startedTask, ...speculative },
    { type: 'ConvertToNormal' },
    'Started WorkflowTaskScheduled WorkflowTaskStarted',
  ],
]);
