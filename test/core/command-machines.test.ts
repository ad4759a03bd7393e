/** The tables of what is told to others (signals, cancels, updates) and of what a run notes of itself, edge by edge. */
import { cancelExternalMachine, type CancelExternalInput } from '../../src/core/cancel-external.ts';
import { modifyWorkflowPropertiesMachine } from '../../src/core/modify-workflow-properties.ts';
import { patchMachine, type PatchInput } from '../../src/core/patch.ts';
import { signalExternalMachine, type SignalExternalInput } from '../../src/core/signal-external.ts';
import { updateMachine, type UpdateInput } from '../../src/core/update.ts';
import { upsertSearchAttributesMachine } from '../../src/core/upsert-search-attributes.ts';
import { workflowCompletionKinds } from '../../src/core/workflow-completion.ts';
import { workflowTaskMachine, type WorkflowTaskInput } from '../../src/core/workflow-task.ts';
import { takesEveryEdge } from './edge-rows.ts';

const cancel = { type: 'Cancel' } as const;
const external = (seq: number | undefined, isWaitedFor = false) => ({ seq, isWaitedFor });
const requestFailed: CancelExternalInput = {
  type: 'RequestCancelExternalWorkflowExecutionFailed',
  cause: 'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND',
};
takesEveryEdge(cancelExternalMachine, [
  [
    { status: 'RequestCancelExternalCommandCreated', ...external(1) },
    { type: 'RequestCancelExternalWorkflowExecutionInitiated' },
    'RequestCancelExternalCommandRecorded',
  ],
  [
    { status: 'RequestCancelExternalCommandRecorded', ...external(1) },
    { type: 'ExternalWorkflowExecutionCancelRequested' },
    'CancelRequested, tell resolveRequestCancelExternalWorkflow',
  ],
  [
    { status: 'RequestCancelExternalCommandRecorded', ...external(undefined, true) },
    { type: 'ExternalWorkflowExecutionCancelRequested' },
    'CancelRequested, finding',
  ],
  [
    { status: 'RequestCancelExternalCommandRecorded', ...external(1) },
    requestFailed,
    'RequestCancelFailed, tell resolveRequestCancelExternalWorkflow',
  ],
  [
    { status: 'RequestCancelExternalCommandRecorded', ...external(undefined) },
    requestFailed,
    'RequestCancelFailed',
  ],
]);

const signalFailed: SignalExternalInput = {
  type: 'SignalExternalWorkflowExecutionFailed',
  cause: 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED',
};
const toldSignal = 'tell resolveSignalExternalWorkflow';
takesEveryEdge(signalExternalMachine, [
  [
    { status: 'SignalExternalCommandCreated', seq: 1 },
    { type: 'SignalExternalWorkflowExecutionInitiated' },
    'SignalExternalCommandRecorded',
  ],
  [{ status: 'SignalExternalCommandCreated', seq: 1 }, cancel, `Cancelled, ${toldSignal}`],
  [
    { status: 'SignalExternalCommandRecorded', seq: 1 },
    { type: 'ExternalWorkflowExecutionSignaled' },
    `Signaled, ${toldSignal}`,
  ],
  [{ status: 'SignalExternalCommandRecorded', seq: 1 }, signalFailed, `Failed, ${toldSignal}`],
  [{ status: 'SignalExternalCommandRecorded', seq: 1 }, cancel, 'SignalExternalCommandRecorded'],
  [{ status: 'Signaled', seq: 1 }, cancel, 'Signaled'],
  [{ status: 'Failed', seq: 1 }, cancel, 'Failed'],
  [{ status: 'Cancelled', seq: 1 }, cancel, 'Cancelled'],
]);

const update = {
  messageId: 'u/request',
  protocolInstanceId: 'u',
  sequencingEventId: 2,
  request: { meta: { updateId: 'u' }, input: { name: 'change' } },
} as const;
const placed: UpdateInput = { type: 'CommandProtocolMessage' };
const completeUpdate: UpdateInput = { type: 'Complete', outcome: {} };
const rejectUpdate: UpdateInput = { type: 'Reject', failure: {} };
const accepted: UpdateInput = { type: 'WorkflowExecutionUpdateAccepted' };
const messages = 'IssueMessage, ProtocolMessage';
takesEveryEdge(updateMachine, [
  [{ ...update, status: 'RequestInitiated' }, { type: 'Accept' }, `Accepted, ${messages}`],
  [{ ...update, status: 'RequestInitiated' }, rejectUpdate, 'Rejected, IssueMessage'],
  [{ ...update, status: 'Accepted' }, completeUpdate, `CompletedImmediately, ${messages}`],
  [{ ...update, status: 'Accepted' }, rejectUpdate, `CompletedImmediately, ${messages}`],
  [{ ...update, status: 'Accepted' }, placed, 'AcceptCommandCreated'],
  [{ ...update, status: 'AcceptCommandCreated' }, accepted, 'AcceptCommandRecorded'],
  [
    { ...update, status: 'AcceptCommandCreated' },
    completeUpdate,
    `CompletedImmediatelyAcceptCreated, ${messages}`,
  ],
  [
    { ...update, status: 'AcceptCommandCreated' },
    rejectUpdate,
    `CompletedImmediatelyAcceptCreated, ${messages}`,
  ],
  [{ ...update, status: 'AcceptCommandRecorded' }, completeUpdate, `Completed, ${messages}`],
  [{ ...update, status: 'AcceptCommandRecorded' }, rejectUpdate, `Completed, ${messages}`],
  [{ ...update, status: 'CompletedImmediately' }, placed, 'CompletedImmediatelyAcceptCreated'],
  [
    { ...update, status: 'CompletedImmediatelyAcceptCreated' },
    placed,
    'CompletedImmediatelyCompleteCreated',
  ],
  [
    { ...update, status: 'CompletedImmediatelyCompleteCreated' },
    accepted,
    'CompletedCommandCreated',
  ],
  [{ ...update, status: 'Completed' }, placed, 'CompletedCommandCreated'],
  [
    { ...update, status: 'CompletedCommandCreated' },
    { type: 'WorkflowExecutionUpdateCompleted' },
    'CompletedCommandRecorded',
  ],
]);

const marked: PatchInput = { type: 'MarkerRecorded', patchId: 'p' };
takesEveryEdge(patchMachine, [
  [{ status: 'MarkerCommandCreated', patchId: 'p' }, { type: 'CommandRecordMarker' }, 'Notified'],
  [{ status: 'Notified', patchId: 'p' }, marked, 'MarkerCommandRecorded'],
]);

takesEveryEdge(upsertSearchAttributesMachine, [
  [{ status: 'Created' }, { type: 'CommandUpsertWorkflowSearchAttributes' }, 'CommandIssued'],
  [{ status: 'CommandIssued' }, { type: 'UpsertWorkflowSearchAttributes' }, 'Done'],
]);

takesEveryEdge(modifyWorkflowPropertiesMachine, [
  [{ status: 'CommandCreated' }, { type: 'WorkflowPropertiesModified' }, 'CommandRecorded'],
]);

for (const { machine } of Object.values(workflowCompletionKinds)) {
  takesEveryEdge(machine, [
    [{ status: 'CommandCreated' }, { type: 'Recorded' }, 'CommandRecorded'],
  ]);
}

const startedTask: WorkflowTaskInput = { type: 'WorkflowTaskStarted', eventId: 3, time: 0 };
const begun = { status: 'Started', drivingEventId: 3, startedEventId: 3, time: 0 } as const;
takesEveryEdge(workflowTaskMachine, [
  [{ status: 'Scheduled', drivingEventId: 3 }, startedTask, 'Started, StartWorkflowTask'],
  [{ status: 'Scheduled', drivingEventId: 9 }, startedTask, 'Started'],
  [{ status: 'Scheduled', drivingEventId: 3 }, { type: 'WorkflowTaskTimedOut' }, 'TimedOut'],
  [begun, { type: 'WorkflowTaskCompleted' }, 'Completed, StartWorkflowTask'],
  [begun, { type: 'WorkflowTaskFailed', newRunId: undefined }, 'Failed'],
  [begun, { type: 'WorkflowTaskFailed', newRunId: 'other' }, 'Failed, tell updateRandomSeed'],
  [begun, { type: 'WorkflowTaskTimedOut' }, 'TimedOut'],
]);
