/** The end of a run by a command of its own: completed, failed, cancelled or continued as new. @see CompleteWorkflowMachine, FailWorkflowMachine, CancelWorkflowMachine, ContinueAsNewWorkflowMachine */
import type { Machine } from '../common/machine.ts';
import type { CommandType } from '../protocol/command.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';

/** The end of one run. */
export type WorkflowCompletion =
  { readonly status: 'CommandCreated' } | { readonly status: 'CommandRecorded' };

/** What can happen to it. */
export type WorkflowCompletionInput = { readonly type: 'Recorded' };

/** The types of commands that end a run. */
export type TerminalCommandType = Extract<
  CommandType,
  | 'CompleteWorkflowExecution'
  | 'FailWorkflowExecution'
  | 'CancelWorkflowExecution'
  | 'ContinueAsNewWorkflowExecution'
>;

const EVENT_TYPES: Readonly<Record<TerminalCommandType, HistoryEvent['type']>> = {
  CompleteWorkflowExecution: 'WorkflowExecutionCompleted',
  FailWorkflowExecution: 'WorkflowExecutionFailed',
  CancelWorkflowExecution: 'WorkflowExecutionCanceled',
  ContinueAsNewWorkflowExecution: 'WorkflowExecutionContinuedAsNew',
};

const machineNamed = (
  name: string,
): Machine<WorkflowCompletion, WorkflowCompletionInput, MachineEffect> => ({
  name,
  edges: {
    CommandCreated: {
      Recorded: {
        to: ['CommandRecorded'],
        apply: () => ({ state: { status: 'CommandRecorded' }, effects: nothing }),
      },
    },
    CommandRecorded: {},
  },
});

const kindOf = (
  command: TerminalCommandType,
  name: string,
): EntityKind<WorkflowCompletion, WorkflowCompletionInput> => ({
  machine: machineNamed(name),
  eventInput: (event) => (event.type === EVENT_TYPES[command] ? { type: 'Recorded' } : undefined),
});

/** The ends of a run among the things under way, by the commands that bring them about. */
export const workflowCompletionKinds: Readonly<
  Record<TerminalCommandType, EntityKind<WorkflowCompletion, WorkflowCompletionInput>>
> = {
  CompleteWorkflowExecution: kindOf('CompleteWorkflowExecution', 'CompleteWorkflow'),
  FailWorkflowExecution: kindOf('FailWorkflowExecution', 'FailWorkflow'),
  CancelWorkflowExecution: kindOf('CancelWorkflowExecution', 'CancelWorkflow'),
  ContinueAsNewWorkflowExecution: kindOf('ContinueAsNewWorkflowExecution', 'ContinueAsNew'),
};
