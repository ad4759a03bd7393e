#!/usr/bin/env node
/** The program `lastcall`: the command line on the standard streams of this process. */
import { runCommandLine } from './command-line.ts';
import { EXIT } from './exit-status.ts';
import { standardStreams } from './output.ts';

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.fine : EXIT.unusable);
});

process.exitCode = await runCommandLine(process.argv.slice(2), standardStreams());
