/** Carries out the commands of a completed workflow task, one after the other. */
import { unreachable } from '../../common/invariant.ts';
import type { Command, CommandType } from '../../protocol/command.ts';
import { invalidArgument } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { requestCancelActivityTask, scheduleActivityTask } from './activity.ts';
import { startChildWorkflowExecution } from './child-workflow.ts';
import {
  cancelWorkflowExecution,
  completeWorkflowExecution,
  failWorkflowExecution,
} from './close-workflow.ts';
import type { CommandContext, CommandProblem } from './context.ts';
import { continueAsNew } from './continue-as-new.ts';
import {
  requestCancelExternalWorkflowExecution,
  signalExternalWorkflowExecution,
} from './external-workflow.ts';
import { protocolMessage } from './protocol-message.ts';
import {
  modifyWorkflowProperties,
  recordMarker,
  upsertWorkflowSearchAttributes,
} from './record.ts';
import { cancelTimer, startTimer } from './timer.ts';

const CLOSING: ReadonlySet<CommandType> = new Set<CommandType>([
  'ContinueAsNewWorkflowExecution',
  'CompleteWorkflowExecution',
  'FailWorkflowExecution',
  'CancelWorkflowExecution',
]);

/** A command that closes the workflow must be the last. */
export function commandSequenceProblem(commands: readonly Command[]): Refusal | undefined {
  const first = commands.findIndex(({ type }) => CLOSING.has(type));
  const closing = commands[first];
  if (closing === undefined || first === commands.length - 1) return undefined;
  const types = commands.map(({ type }) => type).join(', ');
  return invalidArgument(
    `invalid command sequence: [${types}], command ${closing.type} must be the last command.`,
  );
}

/** Carries out one command. */
export function handleCommand(
  context: CommandContext,
  command: Command,
): CommandProblem | undefined {
  const { userMetadata } = command;
  switch (command.type) {
    case 'ScheduleActivityTask':
      return scheduleActivityTask(context, command.attributes, userMetadata);
    case 'RequestCancelActivityTask':
      return requestCancelActivityTask(context, command.attributes, userMetadata);
    case 'StartTimer':
      return startTimer(context, command.attributes, userMetadata);
    case 'CancelTimer':
      return cancelTimer(context, command.attributes, userMetadata);
    case 'CompleteWorkflowExecution':
      return completeWorkflowExecution(context, command.attributes, userMetadata);
    case 'FailWorkflowExecution':
      return failWorkflowExecution(context, command.attributes, userMetadata);
    case 'CancelWorkflowExecution':
      return cancelWorkflowExecution(context, command.attributes, userMetadata);
    case 'ContinueAsNewWorkflowExecution':
      return continueAsNew(context, command.attributes, userMetadata);
    case 'StartChildWorkflowExecution':
      return startChildWorkflowExecution(context, command.attributes, userMetadata);
    case 'RequestCancelExternalWorkflowExecution':
      return requestCancelExternalWorkflowExecution(context, command.attributes, userMetadata);
    case 'SignalExternalWorkflowExecution':
      return signalExternalWorkflowExecution(context, command.attributes, userMetadata);
    case 'RecordMarker':
      return recordMarker(context, command.attributes, userMetadata);
    case 'UpsertWorkflowSearchAttributes':
      return upsertWorkflowSearchAttributes(context, command.attributes, userMetadata);
    case 'ModifyWorkflowProperties':
      return modifyWorkflowProperties(context, command.attributes, userMetadata);
    case 'ProtocolMessage':
      return protocolMessage(context, command.attributes, userMetadata);
    default:
      return unreachable(command);
  }
}
