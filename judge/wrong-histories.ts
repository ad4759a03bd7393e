/** Judges wrong histories: each must be refused by the real Core or by a law, and some are by a law alone. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../src/common/random.ts';
import { checkHistory } from '../src/laws/check-history.ts';
import type { HistoryEvent } from '../src/protocol/event.ts';
import { historyFromJson, historyToJson } from '../src/protocol/history-json.ts';
import type { CoreJudge } from './core-judge.ts';
import { type Mutant, MUTATIONS } from './mutations.ts';

/** The workflow code of the recorded histories from which wrong ones are made. */
export const RECORDED_CODE: string = fileURLToPath(
  new URL('../conformance/workflows.ts', import.meta.url),
);

const RECORDED = fileURLToPath(new URL('recorded/', import.meta.url));
const TABLE = fileURLToPath(new URL('only-laws.json', import.meta.url));

/** A history that a real service has written. */
export interface RecordedHistory {
  readonly name: string;
  readonly events: readonly HistoryEvent[];
}

/** One wrong history, and from which right one it was made. */
export interface WrongHistory {
  /** `signal-completes: dropped 5 WorkflowExecutionSignaled`. */
  readonly name: string;
  readonly workflowId: string;
  readonly events: Mutant['events'];
}

/** Who refuses which wrong histories, as it was when they were judged last. */
export interface Verdicts {
  readonly seed: number;
  /** By name, those that Core accepts, with the law that refuses them. */
  readonly onlyLaws: Readonly<Record<string, string>>;
  /** Those that no law refuses, but Core does. */
  readonly onlyCore: readonly string[];
}

/** How many wrong histories of each kind are made from one right one. */
const EACH = 2;

/** The right histories. */
export function recordedHistories(): readonly RecordedHistory[] {
  return readdirSync(RECORDED)
    .toSorted()
    .flatMap((file) => {
      const runs = JSON.parse(readFileSync(join(RECORDED, file), 'utf8')) as {
        readonly history: unknown;
      }[];
      const name = file.slice(0, file.indexOf('.'));
      return runs.slice(0, 1).map(({ history }) => ({ name, events: historyFromJson(history) }));
    });
}

/** Wrong histories of every kind from every right one; which ones, a seed decides. */
export function wrongHistories(seed: number): readonly WrongHistory[] {
  const random = seededRandom(seed);
  return recordedHistories().flatMap(({ name, events }) =>
    Object.values(MUTATIONS).flatMap((mutation) => {
      const left = [...mutation(events)];
      const picked: Mutant[] = [];
      while (picked.length < EACH && left.length > 0)
        picked.push(...left.splice(random.below(left.length), 1));
      return picked.map((mutant) => ({
        name: `${name}: ${mutant.name}`,
        workflowId: name,
        events: mutant.events,
      }));
    }),
  );
}

/** The name of the first law that a history breaks. */
export const brokenLaw = (events: readonly HistoryEvent[]): string | undefined =>
  checkHistory(events).broken[0]?.law.name;

/** The verdicts that are kept. */
export const keptVerdicts = (): Verdicts => JSON.parse(readFileSync(TABLE, 'utf8')) as Verdicts;

/** Keeps verdicts, so that they are known without asking Core. */
export function keepVerdicts(verdicts: Verdicts): void {
  writeFileSync(TABLE, `${JSON.stringify(verdicts, undefined, 2)}\n`);
}

/** Has Core and the laws judge the wrong histories of a seed. */
export async function judgeWrongHistories(
  judge: CoreJudge,
  seed: number,
  tell: (line: string) => void,
): Promise<{ readonly passed: number; readonly failed: number; readonly verdicts: Verdicts }> {
  const onlyLaws: Record<string, string> = {};
  const onlyCore: string[] = [];
  const wrong = wrongHistories(seed);
  const refusals = await Promise.all(
    wrong.map(({ workflowId, events }) => judge.judge(historyToJson(events), workflowId)),
  );
  let failed = 0;
  for (const [at, { name, events }] of wrong.entries()) {
    const law = brokenLaw(events);
    const refusal = refusals[at];
    if (law === undefined && refusal === undefined) {
      failed++;
      tell(`accepted ${name}`);
    } else if (law === undefined) onlyCore.push(name);
    else if (refusal === undefined) onlyLaws[name] = law;
  }
  return { passed: wrong.length - failed, failed, verdicts: { seed, onlyLaws, onlyCore } };
}
