/** `lastcall explore FILE`: runs a scenario under every schedule worth trying. */
import { InvalidArgumentError } from 'commander';
import type { ExplorationReport } from '../index.ts';
import type { Shard } from '../exploration/shard.ts';
import { deviationText, type Schedule } from '../exploration/schedule.ts';
import type { ModuleExploreOptions } from '../explore-module.ts';
import { explorationText, isFine } from '../exploration-text.ts';
import type { AddCommand } from './command.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { outputOn, type Output } from './output.ts';

interface Flags {
  readonly json?: boolean;
  readonly deviations?: number;
  readonly schedules?: number;
  readonly time?: string;
  readonly shard?: Shard;
  readonly seed?: number;
  readonly deeper?: boolean;
  readonly workers?: number;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('A whole number.');
  return value;
}

function shard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const [at, all] = [Number(index), Number(of)];
  if (!(at >= 1 && at <= all)) throw new InvalidArgumentError('INDEX/COUNT, such as 1/4.');
  return { index: at, count: all };
}

/** What the command line says of an exploration; the rest is said by the file. */
function asked(path: string, flags: Flags, output: Output): ModuleExploreOptions {
  const { deviations, schedules, time, seed, deeper, workers = 1 } = flags;
  return {
    module: path,
    workers,
    ...(deviations === undefined ? {} : { deviations }),
    ...(seed === undefined ? {} : { seed }),
    ...(deeper === undefined ? {} : { deeper }),
    ...(flags.shard === undefined ? {} : { shard: flags.shard }),
    budget: {
      ...(schedules === undefined ? {} : { schedules }),
      ...(time === undefined ? {} : { time: time as never }),
    },
    progress: (done) => output.progress(`${done} schedules ...`),
  };
}

function asData({
  status,
  verdict,
  schedules,
  distinctHistories,
  elapsedMs,
  coverage,
  counterexample,
  divergence,
}: ExplorationReport): object {
  return {
    status,
    verdict,
    schedules,
    distinctHistories,
    elapsedMs: Math.round(elapsedMs),
    coverage,
    ...(divergence === undefined ? {} : { divergence }),
    ...(counterexample === undefined
      ? {}
      : {
          counterexample: {
            schedule: counterexample.schedule.map(deviationText),
            law: counterexample.violation.law,
            message: counterexample.violation.message,
            docs: counterexample.story.docs,
          },
        }),
  };
}

/** The command that runs a schedule again, for a shell. */
function replayCommandOf(path: string): (schedule: Schedule) => string {
  return (schedule) =>
    [
      `  lastcall replay ${path}`,
      ...schedule.map(
        (deviation) => `'${deviationText(deviation).replaceAll("'", String.raw`'\''`)}'`,
      ),
    ].join(' ');
}

async function run(path: string, flags: Flags, output: Output): Promise<ExitStatus> {
  const { explore } = await import('../explore.ts');
  const report = await explore(asked(path, flags, output)).finally(() => output.progressDone());
  if (output.json) output.printJson(asData(report));
  else output.print(explorationText(report, replayCommandOf(path)));
  return isFine(report) ? EXIT.fine : EXIT.broken;
}

/** Adds the command. */
export const exploreCommand: AddCommand = (program, { terminal, ended }) => {
  program
    .command('explore')
    .argument('<file>', "a module that exports 'options' and 'scenario'")
    .description(
      'runs a scenario under every schedule worth trying, and tells the smallest that breaks a law',
    )
    .option('--deviations <n>', 'how many deviations a schedule may have', count)
    .option('--schedules <n>', 'how many schedules may be run', count)
    .option('--time <duration>', "how much real time may pass, such as '5 minutes'")
    .option(
      '--workers <n>',
      'in how many threads schedules are run; what is found is the same',
      count,
    )
    .option('--shard <index/count>', 'runs one part of the exploration', shard)
    .option('--seed <n>', 'what everything random follows from', count)
    .option('--deeper', 'goes on at random where budget is left')
    .option('--json', 'prints the report as one line of JSON')
    .action(async (file: string, flags: Flags) =>
      ended(await run(file, flags, outputOn(terminal, flags.json))),
    );
};
