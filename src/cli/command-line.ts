/** The command line: finds the command that is asked for, and ends with its status. */
import { Command, CommanderError } from 'commander';
import { SimulationError } from '../host/simulation-error.ts';
import { checkCommand } from './check-command.ts';
import type { AddCommand } from './command.ts';
import { demoCommand } from './demo-command.ts';
import { EXIT, UnusableError, type ExitStatus } from './exit-status.ts';
import { exploreCommand } from './explore-command.ts';
import type { Terminal } from './output.ts';
import { replayCommand } from './replay-command.ts';

const COMMANDS: readonly AddCommand[] = [demoCommand, exploreCommand, replayCommand, checkCommand];

/** Runs the command line. @param args - without the program's own name */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.fine;
  const program = new Command('lastcall')
    .description(
      'An in-memory, deterministic Temporal: cancel, terminate and time out real workflow code.',
    )
    .addHelpText('after', '\nExit status: 0 fine, 1 a law is broken, 2 the input cannot be used.')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride();
  for (const add of COMMANDS) add(program, { terminal, ended: (how) => (status = how) });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.unusable;
    const known = error instanceof UnusableError || error instanceof SimulationError;
    terminal.err(`${known ? error.message : ((error as Error).stack ?? String(error))}\n`);
    return EXIT.unusable;
  }
}
