/** `lastcall check HISTORY.json ...`: holds the laws of the service against histories that were exported from one. */
import { readFile } from 'node:fs/promises';
import type { HistoryVerdict } from '../laws/check-history.ts';
import type { AddCommand } from './command.ts';
import { EXIT, UnusableError, type ExitStatus } from './exit-status.ts';
import { outputOn, type Output } from './output.ts';

interface Flags {
  readonly json?: boolean;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path === '-' ? '/dev/stdin' : path, 'utf8');
  } catch (error) {
    throw new UnusableError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

async function verdictOf(path: string): Promise<HistoryVerdict & { readonly events: number }> {
  const text = await textOf(path);
  const { checkHistory } = await import('../laws/check-history.ts');
  const { historyFromJson, HistoryImportError } = await import('../protocol/history-json.ts');
  try {
    const events = historyFromJson(text);
    return { ...checkHistory(events), events: events.length };
  } catch (error) {
    if (!(error instanceof HistoryImportError)) throw error;
    throw new UnusableError(`${path}: ${error.message}`);
  }
}

function tell(output: Output, path: string, verdict: HistoryVerdict, events: number): void {
  const { broken, witnesses } = verdict;
  const exercised = witnesses.filter(({ premises }) => premises > 0);
  if (output.json) {
    output.printJson({
      file: path,
      status: broken.length === 0 ? 'holds' : 'broken',
      events,
      broken: broken.map(({ law, how, scene, message }) => ({
        law: law.name,
        how,
        event: scene.event?.eventId,
        message,
      })),
      witnesses,
    });
    return;
  }
  if (broken.length === 0) {
    output.print(`holds   ${path}: ${events} events, ${exercised.length} laws put to the test`);
  }
  for (const { message } of broken) output.print(`broken  ${path}: ${message}`);
}

async function run(paths: readonly string[], output: Output): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.fine;
  for (const path of paths) {
    try {
      const { events, ...verdict } = await verdictOf(path);
      tell(output, path, verdict, events);
      if (verdict.broken.length > 0 && status === EXIT.fine) status = EXIT.broken;
    } catch (error) {
      if (!(error instanceof UnusableError)) throw error;
      output.complain(error.message);
      status = EXIT.unusable;
    }
  }
  return status;
}

/** Adds the command. */
export const checkCommand: AddCommand = (program, { terminal, ended }) => {
  program
    .command('check')
    .argument(
      '<histories...>',
      "files as 'temporal workflow show --output json' writes them; - for standard input",
    )
    .description('holds the laws of the Temporal Service against exported histories')
    .option('--json', 'prints one line of JSON for each history')
    .action(async (paths: readonly string[], flags: Flags) =>
      ended(await run(paths, outputOn(terminal, flags.json))),
    );
};
