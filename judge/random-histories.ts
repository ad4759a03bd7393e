/** Judges the histories of random programs: the real Core must replay each, and no law may be broken. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkHistory } from '../src/laws/check-history.ts';
import type { ExecutionView } from '../src/service/service.ts';
import { historyToJson } from '../src/protocol/history-json.ts';
import type { CoreJudge } from './core-judge.ts';
import { type Case, caseOf, playCase } from './programs.ts';

/** The workflow code of random programs. */
export const PROGRAMMED: string = fileURLToPath(
  new URL('../properties/arbitraries/programmed-workflow.ts', import.meta.url),
);

/** What is to be judged. */
export interface RandomHistories {
  readonly seed: number;
  /** At least so many histories. */
  readonly count: number;
  /** The number of the first case. Default 0. */
  readonly from?: number | undefined;
  /** Told of every history that is refused, and of every case that has no history. */
  readonly refused: (line: string) => void;
  /** A folder in which every history is kept as JSON. */
  readonly keepIn?: string | undefined;
}

/** What came of it. */
export interface Tally {
  cases: number;
  passed: number;
  failed: number;
  /** How many events of each type the histories hold. */
  readonly events: Map<string, number>;
}

/** How many histories may wait for Core while further cases are played. */
const AHEAD = 20;

/** Plays cases until they have left enough histories, while the judge replays them. */
export async function judgeRandomHistories(
  judge: CoreJudge,
  { seed, count, from = 0, refused, keepIn }: RandomHistories,
): Promise<Tally> {
  const tally: Tally = { cases: 0, passed: 0, failed: 0, events: new Map() };
  const underWay = new Set<Promise<void>>();
  let histories = 0;
  if (keepIn !== undefined) mkdirSync(keepIn, { recursive: true });
  for (let number = from; histories < count; number++) {
    tally.cases++;
    const where = `case ${number} of seed ${seed}`;
    let executions: readonly ExecutionView[] = [];
    try {
      executions = await playCase(caseOf(seed, number));
    } catch (error) {
      histories++;
      tally.failed++;
      refused(`refused ${where}: it ended with ${inWords(error)}`);
    }
    histories += executions.length;
    for (const [index, execution] of executions.entries()) {
      for (const { type } of execution.events)
        tally.events.set(type, (tally.events.get(type) ?? 0) + 1);
      if (keepIn !== undefined) keep(join(keepIn, `${seed}-${number}-${index}.json`), execution);
      const judged = refusalOf(judge, execution).then((refusal) => {
        if (refusal === undefined) tally.passed++;
        else {
          tally.failed++;
          refused(`refused ${where}, ${execution.workflowId}#${index}: ${refusal}`);
        }
        underWay.delete(judged);
      });
      underWay.add(judged);
    }
    while (underWay.size > AHEAD) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  return tally;
}

/** Why one of the runs of a case is refused, by Core or by a law; undefined if none is. */
export async function refusalOfCase(judge: CoreJudge, one: Case): Promise<string | undefined> {
  const executions = await playCase(one);
  const refusals = await Promise.all(executions.map((execution) => refusalOf(judge, execution)));
  return refusals.find((refusal) => refusal !== undefined);
}

async function refusalOf(
  judge: CoreJudge,
  { workflowId, events }: ExecutionView,
): Promise<string | undefined> {
  const byCore = await judge.judge(historyToJson(events), workflowId);
  if (byCore !== undefined) return inWords(byCore);
  const [broken] = checkHistory(events, { exact: true }).broken;
  return broken === undefined ? undefined : inWords(broken);
}

function keep(file: string, { events }: ExecutionView): void {
  writeFileSync(file, `${JSON.stringify(historyToJson(events), undefined, 2)}\n`);
}

/** An error or a refusal on one line. */
const inWords = (error: unknown): string => String(error).replaceAll(/\s+/g, ' ').slice(0, 1000);
