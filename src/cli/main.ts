/** The command line of lastcall. */
import { Command } from 'commander';
import { demo } from './demo/demo.ts';
import { dressed } from './dress.ts';

/** What fits beside each other where the terminal does not say. */
const WIDTH = 100;

const program = new Command('lastcall').description(
  'An in-memory, deterministic Temporal: cancel, terminate and time out real workflow code.',
);

program
  .command('demo')
  .description('shows a workflow being cancelled, terminated and ignored, on one virtual clock')
  .action(async () => {
    const width = Math.max(WIDTH, Math.min(process.stdout.columns ?? WIDTH, 140));
    process.stdout.write(`${await demo(width, dressed)}\n`);
  });

await program.parseAsync();
