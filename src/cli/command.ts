/** What each command of the command line is: how it is called, and what it does. */
import type { Command as Commander } from 'commander';
import type { ExitStatus } from './exit-status.ts';
import type { Terminal } from './output.ts';

/** What commands are given beside their arguments. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Says how the command has ended. */
  readonly ended: (status: ExitStatus) => void;
}

/** Adds a command to the program. */
export type AddCommand = (program: Commander, context: CommandContext) => void;
