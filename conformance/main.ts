/**
 * `npm run -s conformance -- [--goldens DIR] [--scenarios FILE] [--only REGEX] [--json]`
 *
 * Plays every recorded scenario on lastcall and compares what it leaves behind with what a real Temporal Service left behind.
 * Prints `ok NAME` or `differs NAME WHERE` for each recording; `--json` prints instead one JSON object a line, with the
 * whole outcome. Exits with 1 if any differs.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { difference, type Outcome, readRecordings, type Recording } from './outcome.ts';
import { play } from './stage.ts';
import { loadSuite, type Suite } from './load.ts';

const { values: options } = parseArgs({
  options: {
    goldens: { type: 'string' },
    scenarios: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const here = dirname(fileURLToPath(import.meta.url));

/** What came of one recording. */
interface Verdict {
  readonly name: string;
  readonly ok: boolean;
  readonly difference?: string;
  readonly outcome?: Outcome;
}

async function judge(recording: Recording, suite: Suite): Promise<Verdict> {
  const { name } = recording;
  const scenario = suite.scenarios.find((candidate) => candidate.name === name);
  if (!scenario) return { name, ok: false, difference: 'there is no scenario of this name' };
  try {
    const outcome = await play(scenario, suite);
    const found = difference(recording, outcome);
    return found === undefined
      ? { name, ok: true, outcome }
      : { name, ok: false, difference: found, outcome };
  } catch (error) {
    return {
      name,
      ok: false,
      difference: `the run ended with ${String(error).replaceAll(/\s+/g, ' ')}`,
    };
  }
}

async function main(): Promise<number> {
  const folders =
    options.goldens === undefined
      ? [join(here, 'recorded'), join(here, 'races')]
      : [options.goldens];
  const recordings = folders.flatMap(readRecordings);
  const wanted = recordings.filter(({ name }) => new RegExp(options.only ?? '').test(name));
  const suite = await loadSuite(options.scenarios);
  let failed = 0;
  for (const recording of wanted) {
    const verdict = await judge(recording, suite);
    if (!verdict.ok) failed++;
    if (options.json) console.log(JSON.stringify(verdict));
    else
      console.log(
        verdict.ok ? `ok ${verdict.name}` : `differs ${verdict.name} ${verdict.difference}`,
      );
  }
  console.log(`${wanted.length - failed} passed, ${failed} failed`);
  return failed > 0 || wanted.length === 0 ? 1 : 0;
}

process.exitCode = await main();
