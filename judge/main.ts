/**
 * `npm run -s judge -- [--count N] [--seed S] [--from K] [--out DIR] [--shrink]`
 *
 * Has the real Core of the SDK replay the histories that random programs leave behind: at least N of them (default 500).
 * Prints a line for each that it refuses. `--from K` begins at the K-th case of the seed; `--out DIR` keeps every history as
 * JSON; `--shrink` looks for the smallest program whose history is refused. Exits with 1 if any is refused.
 */
import { parseArgs } from 'node:util';
import { CoreJudge } from './core-judge.ts';
import { judgeRandomHistories, PROGRAMMED } from './random-histories.ts';
import { smallestRefused } from './smallest-refused.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    out: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

function whole(name: 'count' | 'seed' | 'from'): number {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new TypeError(`--${name} is ${options[name]}, and should be a whole number.`);
}

async function main(): Promise<number> {
  const judge = new CoreJudge({ workflows: PROGRAMMED });
  try {
    const seed = whole('seed');
    const count = whole('count');
    const from = whole('from');
    const tally = await judgeRandomHistories(judge, {
      seed,
      count,
      from,
      keepIn: options.out,
      tell: (line) => console.log(line),
    });
    const { cases, events, passed, failed, foretold } = tally;
    const total = [...events.values()].reduce((sum, many) => sum + many, 0);
    console.log(
      `${passed + failed} histories of ${cases} cases: ${total} events of ${events.size} types`,
    );
    if (foretold > 0)
      console.log(
        `${foretold} that the real Core wrote so and cannot replay, as lastcall foretells`,
      );
    if (options.verbose)
      for (const [type, many] of [...events].toSorted()) console.log(`${type} ${many}`);
    if (options.shrink && failed > 0) console.log(await smallestRefused(judge, seed, from, cases));
    console.log(`${passed} passed, ${failed} failed`);
    return failed > 0 || passed === 0 ? 1 : 0;
  } finally {
    judge.close();
  }
}

process.exitCode = await main();
