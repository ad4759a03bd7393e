/**
 * `npm run -s conformance -- [--explore] [--goldens DIR] [--scenarios FILE] [--only REGEX] [--json]`
 *
 * Plays every recorded scenario on lastcall and compares what it leaves behind with what a real Temporal Service left behind.
 * Prints `ok NAME` or `differs NAME WHERE` for each recording; `--json` prints instead one JSON object a line, with the
 * whole outcome. Exits with 1 if any differs.
 *
 * With `--explore`, every race, and every scenario of which several outcomes were recorded, is explored with the orders of a
 * real service in play, until all recorded outcomes are reached: `ok NAME: reached K of N ...`, or `missed NAME: ...`.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { difference, type Outcome, readRecordings, type Recording } from './outcome.ts';
import { exploreRace, inWords, isReached } from './explore.ts';
import type { Scenario } from './scenarios.ts';
import { play } from './stage.ts';
import { loadSuite, type Suite } from './load.ts';

const { values: options } = parseArgs({
  options: {
    goldens: { type: 'string' },
    scenarios: { type: 'string' },
    only: { type: 'string' },
    explore: { type: 'boolean', default: false },
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

/** What was recorded of the scenarios that are wanted. */
function recordings(): readonly Recording[] {
  const { goldens, only } = options;
  const folders = goldens === undefined ? [join(here, 'recorded'), join(here, 'races')] : [goldens];
  const wanted = new RegExp(only ?? '');
  return folders.flatMap(readRecordings).filter(({ name }) => wanted.test(name));
}

async function playAll(suite: Suite): Promise<readonly boolean[]> {
  const results: boolean[] = [];
  for (const recording of recordings()) {
    const verdict = await judge(recording, suite);
    results.push(verdict.ok);
    if (options.json) console.log(JSON.stringify(verdict));
    else
      console.log(
        verdict.ok ? `ok ${verdict.name}` : `differs ${verdict.name} ${verdict.difference}`,
      );
  }
  return results;
}

/** Races are scenarios in which a recorder waits at random. */
const isRace = (scenario: Scenario): boolean => 'jitterMs' in scenario;

async function exploreAll(suite: Suite): Promise<readonly boolean[]> {
  const wanted = new RegExp(options.only ?? '');
  const recorded = new Map(recordings().map(({ name, outcomes }) => [name, outcomes]));
  const results: boolean[] = [];
  for (const scenario of suite.scenarios) {
    const { name } = scenario;
    const outcomes = recorded.get(name) ?? [];
    if (!wanted.test(name) || !(outcomes.length > 1 || isRace(scenario))) continue;
    const explored = await exploreRace(scenario, suite, outcomes);
    results.push(isReached(explored));
    console.log(options.json ? JSON.stringify(explored) : inWords(explored));
  }
  return results;
}

const suite = await loadSuite(options.scenarios);
const results = await (options.explore ? exploreAll(suite) : playAll(suite));
const failed = results.filter((ok) => !ok).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || results.length === 0 ? 1 : 0;
