/** Judges the histories of random programs: the real Core must replay each, and no law may be broken. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkHistory } from '../src/laws/check-history.ts';
import { historyToJson } from '../src/protocol/history-json.ts';
import type { ExecutionView } from '../src/service/service.ts';
import type { CoreJudge } from './core-judge.ts';
import { type Case, caseOf, modelledRefusal, playCase } from './programs.ts';

/** The workflow code of random programs. */
export const PROGRAMMED: string = fileURLToPath(
  new URL('../src/fast-check/programmed-workflow.ts', import.meta.url),
);

/** What is to be judged. */
export interface RandomHistories {
  readonly seed: number;
  /** At least so many histories. */
  readonly count: number;
  /** The number of the first case. Default 0. */
  readonly from?: number | undefined;
  /** Told of every history that is refused, and of every case that has no history. */
  readonly tell: (line: string) => void;
  /** A folder in which every history is kept as JSON. */
  readonly keepIn?: string | undefined;
}

/** What came of it. */
export interface Tally {
  cases: number;
  passed: number;
  failed: number;
  /** How many of those that passed are such that the real Core cannot replay what it would have done itself. */
  foretold: number;
  /** How many events of each type the histories hold. */
  readonly events: Map<string, number>;
}

/**
 * What is wrong with a history. `foretold`: the modelled Core refuses to replay it, too, at the same event. Then it is a
 * defect of the real Core that lastcall has, too, and nothing is wrong with the history.
 */
export interface Refusal {
  readonly by: 'Core' | 'law' | 'world';
  readonly words: string;
  readonly foretold: boolean;
}

/** How many histories may wait for Core while further cases are played. */
const AHEAD = 20;

/** Plays cases until they have left enough histories, while the judge replays them. */
export async function judgeRandomHistories(
  judge: CoreJudge,
  { seed, count, from = 0, tell, keepIn }: RandomHistories,
): Promise<Tally> {
  const tally: Tally = { cases: 0, passed: 0, failed: 0, foretold: 0, events: new Map() };
  const underWay = new Set<Promise<void>>();
  const note = (what: string, refusal: Refusal | undefined): void => {
    if (refusal === undefined || refusal.foretold) tally.passed++;
    else tally.failed++;
    if (refusal?.foretold === true) tally.foretold++;
    if (refusal !== undefined)
      tell(`${refusal.foretold ? 'foretold' : 'refused'} ${what}: ${refusal.words}`);
  };
  let histories = 0;
  if (keepIn !== undefined) mkdirSync(keepIn, { recursive: true });
  for (let number = from; histories < count; number++) {
    tally.cases++;
    const what = `case ${number} of seed ${seed}`;
    const one = caseOf(seed, number);
    let executions: readonly ExecutionView[] = [];
    try {
      executions = await playCase(one);
    } catch (error) {
      histories++;
      note(what, { by: 'world', words: inWords(error), foretold: false });
    }
    histories += executions.length;
    for (const [index, execution] of executions.entries()) {
      for (const { type } of execution.events)
        tally.events.set(type, (tally.events.get(type) ?? 0) + 1);
      if (keepIn !== undefined) keep(join(keepIn, `${seed}-${number}-${index}.json`), execution);
      const judged = refusalOf(judge, one, execution).then((refusal) => {
        note(`${what}, ${execution.workflowId}#${index}`, refusal);
        underWay.delete(judged);
      });
      underWay.add(judged);
    }
    while (underWay.size > AHEAD) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  return tally;
}

/** Why one of the runs of a case is refused; undefined if none is. */
export async function refusalOfCase(judge: CoreJudge, one: Case): Promise<Refusal | undefined> {
  const executions = await playCase(one);
  const refusals = await Promise.all(
    executions.map((execution) => refusalOf(judge, one, execution)),
  );
  return refusals.find((refusal) => refusal !== undefined && !refusal.foretold);
}

async function refusalOf(
  judge: CoreJudge,
  one: Case,
  execution: ExecutionView,
): Promise<Refusal | undefined> {
  const { workflowId, events } = execution;
  const refusal = await judge.judge(historyToJson(events), workflowId);
  if (refusal !== undefined)
    return {
      by: 'Core',
      words: inWords(refusal),
      foretold: await isForetold(refusal, one, execution),
    };
  const [broken] = checkHistory(events, { exact: true }).broken;
  return broken === undefined ? undefined : { by: 'law', words: inWords(broken), foretold: false };
}

/** What Core found and at which event, without the words around it: not every machine of it speaks alike. */
export function reasonOf(refusal: string): string | undefined {
  const [words, kind] =
    /(Nondeterminism error|Fatal error in workflow machines): [^"]*/.exec(refusal) ?? [];
  if (words === undefined) return undefined;
  const event = /\b(?:event_)?id: (\d+)/.exec(words)?.[1];
  return event === undefined ? words : `${kind} at event ${event}`;
}

async function isForetold(
  refusal: string,
  one: Case,
  { runId, events }: ExecutionView,
): Promise<boolean> {
  const reason = reasonOf(refusal);
  if (reason === undefined) return false;
  const failed = events.some(
    ({ type, attributes }) =>
      type === 'WorkflowTaskFailed' &&
      'failure' in attributes &&
      reasonOf(attributes.failure?.message ?? '') === reason,
  );
  return failed || reasonOf((await modelledRefusal(one, runId)) ?? '') === reason;
}

function keep(file: string, { events }: ExecutionView): void {
  writeFileSync(file, `${JSON.stringify(historyToJson(events), undefined, 2)}\n`);
}

/** An error or a refusal on one line. */
const inWords = (error: unknown): string => String(error).replaceAll(/\s+/g, ' ').slice(0, 1000);
