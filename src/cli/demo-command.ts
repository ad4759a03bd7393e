/** `lastcall demo [scene...]`: shows what becomes of a workflow that is interrupted. */
import { dressed } from './dress.ts';
import type { AddCommand } from './command.ts';
import { EXIT, UnusableError, type ExitStatus } from './exit-status.ts';
import { outputOn, type Output } from './output.ts';

/** What fits beside each other where the terminal does not say, and the most that a line is long. */
const WIDTH = { least: 100, most: 200 };

interface Flags {
  readonly json?: boolean;
}

async function run(names: readonly string[], output: Output): Promise<ExitStatus> {
  const { demo, sceneNames } = await import('./demo/demo.ts');
  const unknown = names.filter((name) => !sceneNames.includes(name));
  if (unknown.length > 0) {
    throw new UnusableError(
      `There is no scene ${unknown.join(', ')}. The scenes: ${sceneNames.join(', ')}.`,
    );
  }
  const played = await demo(names);
  if (output.json) {
    output.printJson(played.data());
    return EXIT.fine;
  }
  const width = Math.max(WIDTH.least, Math.min(output.columns ?? 0, WIDTH.most));
  output.print(played.text(width, dressed));
  return EXIT.fine;
}

/** Adds the command. */
export const demoCommand: AddCommand = (program, { terminal, ended }) => {
  program
    .command('demo')
    .argument('[scenes...]', 'which scenes to play; all of them if none is named')
    .description('shows a workflow being cancelled, terminated and ignored, on one virtual clock')
    .option('--json', 'prints the stories as one line of JSON')
    .action(async (names: readonly string[], flags: Flags) =>
      ended(await run(names, outputOn(terminal, flags.json))),
    );
};
