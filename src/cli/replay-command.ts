/** `lastcall replay FILE 'deviation' ...`: runs a scenario once, under one schedule. */
import { deviationText } from '../exploration/schedule.ts';
import { historyText } from '../report/history-text.ts';
import type { ExecutionView } from '../service/service.ts';
import type { AddCommand } from './command.ts';
import { EXIT, UnusableError, type ExitStatus } from './exit-status.ts';
import { outputOn, type Output } from './output.ts';
import { loadScenario } from '../scenario-module.ts';

interface Flags {
  readonly json?: boolean;
}

function told({ workflowId, workflowType, status, events }: ExecutionView): string {
  return `${workflowId} (${workflowType}) ${status}\n${historyText(events)}`;
}

async function run(
  path: string,
  deviations: readonly string[],
  output: Output,
): Promise<ExitStatus> {
  const { options, scenario } = await loadScenario({ module: path });
  const { replay } = await import('../explore.ts');
  const result = await replay(options, scenario, deviations);
  const { violation, unapplied, steps } = result;
  if (output.json) {
    output.printJson({
      status: violation === undefined ? 'holds' : 'broken',
      ...(violation === undefined ? {} : { law: violation.law, message: violation.message }),
      unapplied: unapplied.map(deviationText),
      steps,
      trace: result.run?.trace.map(({ at, name }) => ({ at: new Date(at).toISOString(), name })),
    });
  } else {
    for (const execution of result.run?.executions ?? []) output.print(`${told(execution)}\n`);
    output.print(String(result));
  }
  if (violation !== undefined) return EXIT.broken;
  if (unapplied.length > 0) {
    throw new UnusableError('The schedule does not fit this scenario: see what never came about.');
  }
  return EXIT.fine;
}

/** Adds the command. */
export const replayCommand: AddCommand = (program, { terminal, ended }) => {
  program
    .command('replay')
    .argument('<file>', "a module that exports 'options' and 'scenario'")
    .argument(
      '[deviations...]',
      "such as 'before activity:charge#1 completed -> cancel order-42'; none: the boring run",
    )
    .description('runs a scenario once under a schedule, and shows the histories it leaves')
    .option('--json', 'prints what came of it as one line of JSON')
    .action(async (file: string, deviations: readonly string[], flags: Flags) =>
      ended(await run(file, deviations, outputOn(terminal, flags.json))),
    );
};
