/** Sorts the commands of one activation: answers to queries aside, and at most one command that ends the run, at the end. @see preprocess_command_sequence */
import type { WorkflowCommand } from '../protocol/activation.ts';
import type { WorkflowQueryResult } from '../protocol/request.ts';
import type { MachineCommand } from './command-application.ts';

/** The commands of one activation, sorted. */
export interface SortedCommands {
  readonly commands: readonly MachineCommand[];
  /** By the ids of the queries; undefined if there are none. */
  readonly queryResults: Readonly<Record<string, WorkflowQueryResult>> | undefined;
}

const TERMINAL: ReadonlySet<WorkflowCommand['type']> = new Set<WorkflowCommand['type']>([
  'completeWorkflowExecution',
  'failWorkflowExecution',
  'cancelWorkflowExecution',
  'continueAsNewWorkflowExecution',
]);

/**
 * Keeps the first command that ends the run. With `movesTerminal` (core flag 3) what comes after it is kept and put before
 * it; without, it is lost, as it was with earlier SDKs.
 */
export function sortCommands(
  all: readonly WorkflowCommand[],
  movesTerminal: boolean,
): SortedCommands {
  const commands: MachineCommand[] = [];
  let terminal: MachineCommand | undefined;
  let queryResults: Record<string, WorkflowQueryResult> | undefined;
  for (const command of all) {
    if (command.type === 'respondToQuery') {
      queryResults ??= {};
      queryResults[command.queryId] = command.result;
    } else if (TERMINAL.has(command.type)) {
      terminal ??= command;
    } else if (movesTerminal || terminal === undefined) {
      commands.push(command);
    }
  }
  if (terminal) commands.push(terminal);
  return { commands, queryResults };
}
