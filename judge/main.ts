/**
 * `npm run -s judge -- [--count N] [--seed S] [--from K] [--out DIR] [--shrink] [--verbose]`
 * `npm run -s judge -- --mutations [--seed S] [--keep]`
 *
 * Has the real Core of the SDK replay the histories that random programs leave behind: at least N of them (default 500).
 * Prints a line for each that it refuses. `--from K` begins at the K-th case of the seed; `--out DIR` keeps every history as
 * JSON; `--shrink` looks for the smallest program whose history is refused; `--verbose` counts the events by type.
 *
 * `--mutations` has it replay wrong histories: each must be refused, by Core or by a law. `--keep` writes down which are
 * refused by a law alone, in `judge/only-laws.json`. Exits with 1 if anything is not as it must be.
 */
import { parseArgs } from 'node:util';
import { CoreJudge } from './core-judge.ts';
import { judgeRandomHistories, PROGRAMMED } from './random-histories.ts';
import { smallestRefused } from './smallest-refused.ts';
import { judgeWrongHistories, keepVerdicts, RECORDED_CODE } from './wrong-histories.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    out: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    mutations: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

/** A replay takes some hundredths of a second; a stuck one is to be noticed soon where many are. */
const PATIENCE_WITH_WRONG_HISTORIES_MS = 3000;

const tell = (line: string): void => console.log(line);

function whole(name: 'count' | 'seed' | 'from'): number {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new TypeError(`--${name} is ${options[name]}, and should be a whole number.`);
}

async function withJudge<Value>(
  judge: CoreJudge,
  use: (judge: CoreJudge) => Promise<Value>,
): Promise<Value> {
  try {
    return await use(judge);
  } finally {
    judge.close();
  }
}

async function random(judge: CoreJudge): Promise<number> {
  const seed = whole('seed');
  const from = whole('from');
  const tally = await judgeRandomHistories(judge, {
    seed,
    count: whole('count'),
    from,
    keepIn: options.out,
    tell,
  });
  const { cases, events, passed, failed, foretold } = tally;
  const total = [...events.values()].reduce((sum, many) => sum + many, 0);
  tell(`${passed + failed} histories of ${cases} cases: ${total} events of ${events.size} types`);
  if (foretold > 0)
    tell(`${foretold} that the real Core wrote so and cannot replay, as lastcall foretells`);
  if (options.verbose) for (const [type, many] of [...events].toSorted()) tell(`${type} ${many}`);
  if (options.shrink && failed > 0) tell(await smallestRefused(judge, seed, from, cases));
  tell(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

async function wrong(judge: CoreJudge): Promise<number> {
  const { passed, failed, verdicts } = await judgeWrongHistories(judge, whole('seed'), tell);
  const { onlyLaws, onlyCore } = verdicts;
  if (options.keep) keepVerdicts(verdicts);
  tell(
    `${passed + failed} wrong histories: ${Object.keys(onlyLaws).length} that only a law refuses, ` +
      `${onlyCore.length} that only Core refuses; Core hung or died ${judge.restarts} times`,
  );
  tell(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

process.exitCode = options.mutations
  ? await withJudge(
      new CoreJudge({
        workflows: RECORDED_CODE,
        processes: 2,
        patience: PATIENCE_WITH_WRONG_HISTORIES_MS,
      }),
      wrong,
    )
  : await withJudge(new CoreJudge({ workflows: PROGRAMMED }), random);
