/** Jobs and commands in the shorthand in which the tests of Core are written. */
import type { ActivationJob } from '../../src/protocol/activation.ts';
import type { Command } from '../../src/protocol/command.ts';

/** A job: `init`, `timer 1`, `activity 1 cancelled`, `local 1 completed`, ... */
export function jobShorthand(job: ActivationJob): string {
  switch (job.type) {
    case 'initializeWorkflow':
      return 'init';
    case 'notifyHasPatch':
      return `patch ${job.patchId}`;
    case 'updateRandomSeed':
      return `seed ${job.randomnessSeedRunId}`;
    case 'signalWorkflow':
      return `signal ${job.signalName}`;
    case 'doUpdate':
      return `update ${job.id}`;
    case 'cancelWorkflow':
      return 'cancel';
    case 'fireTimer':
      return `timer ${job.seq}`;
    case 'resolveActivity':
      return `${job.isLocal ? 'local' : 'activity'} ${job.seq} ${job.result.status}`;
    case 'resolveChildWorkflowExecutionStart':
      return `child start ${job.seq} ${job.result.status}`;
    case 'resolveChildWorkflowExecution':
      return `child ${job.seq} ${job.result.status}`;
    case 'resolveSignalExternalWorkflow':
      return `signalled ${job.seq}${job.failure ? ' failed' : ''}`;
    case 'resolveRequestCancelExternalWorkflow':
      return `cancel requested ${job.seq}${job.failure ? ' failed' : ''}`;
    case 'queryWorkflow':
      return `query ${job.queryId}`;
  }
}

const SHORT: Partial<Record<Command['type'], string>> = {
  RequestCancelActivityTask: 'RCA',
  StartChildWorkflowExecution: 'SC',
  RequestCancelExternalWorkflowExecution: 'RCX',
  SignalExternalWorkflowExecution: 'SX',
  UpsertWorkflowSearchAttributes: 'UPSERT',
  ModifyWorkflowProperties: 'MEMO',
  CompleteWorkflowExecution: 'CMP',
  FailWorkflowExecution: 'FAIL',
  CancelWorkflowExecution: 'CXL',
  ContinueAsNewWorkflowExecution: 'CAN',
};

/** A command: `ST1` (StartTimer), `CT1` (CancelTimer), `SA`, `RCA`, `SC`, `RCX`, `SX`, `LM` (local activity marker), `PM(accept)`, ... */
export function commandShorthand(command: Command): string {
  switch (command.type) {
    case 'StartTimer':
      return `ST${command.attributes.timerId}`;
    case 'CancelTimer':
      return `CT${command.attributes.timerId}`;
    case 'ScheduleActivityTask':
      return `SA${command.attributes.activityId}`;
    case 'RecordMarker': {
      const { markerName, failure } = command.attributes;
      if (markerName === 'core_patch') return 'PATCH';
      return failure?.canceledFailureInfo ? 'LM(cancel)' : failure ? 'LM(failure)' : 'LM';
    }
    case 'ProtocolMessage':
      return `PM(${command.attributes.messageId.split('/').at(-1) ?? ''})`;
    default:
      return SHORT[command.type] ?? command.type;
  }
}
