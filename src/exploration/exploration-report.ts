/** What an exploration found out: a verdict in one sentence, the smallest counterexample, and how far all that can be trusted. */
import type { Divergence } from './divergence.ts';
import type { Probe, Violation } from './probe.ts';
import { scheduleText, type Schedule } from './schedule.ts';
import type { Shard } from './shard.ts';
import type { Coverage } from './strategy.ts';

/** A schedule that breaks a law, shrunk. */
export interface Counterexample {
  readonly schedule: Schedule;
  /** The schedule as text, to be pasted into `replay`. */
  readonly text: string;
  readonly violation: Violation;
  readonly probe: Probe;
  /** How many deviations it had when it was found. */
  readonly foundWith: number;
  /** Which schedule it was, counted from 1 (the boring run). */
  readonly foundAt: number;
}

/** How a law stands after an exploration. */
export interface LawStanding {
  readonly law: string;
  /** How often what it speaks of occurred, over all runs. */
  readonly premises: number;
  /** A law whose premise never occurred was not exercised: that is not the same as held. */
  readonly standing: 'holds' | 'broken' | 'not exercised';
}

/** What an exploration found out. */
export interface ExplorationReport {
  /** `'unseen'`: everything holds, but something that the scenario expects to see sometimes was never seen. */
  readonly status: 'holds' | 'broken' | 'stopped' | 'nondeterministic' | 'unseen';
  /** One sentence: what was found, and how far the search is complete. */
  readonly verdict: string;
  readonly counterexample: Counterexample | undefined;
  readonly divergence: Divergence | undefined;
  readonly schedules: number;
  readonly distinctHistories: number;
  readonly coverage: readonly Coverage[];
  readonly laws: readonly LawStanding[];
  /** What the scenario expected with `world.sometimes`, and in how many runs it came about. */
  readonly sometimes: readonly { readonly name: string; readonly runs: number }[];
  /** What is in play and could not be placed in any run: nothing was tried of it. */
  readonly neverPossible: readonly string[];
  readonly elapsedMs: number;
  readonly boring: Probe;
}

/** What a verdict is made of. */
export interface Findings extends Omit<ExplorationReport, 'status' | 'verdict'> {
  /** How many deviations were to be tried. */
  readonly deviations: number;
  /** Which part of them, where they are split over machines. */
  readonly shard: Shard | undefined;
}

const counted = (count: number, thing: string): string =>
  `${count} ${thing}${count === 1 ? '' : 's'}`;

/** Draws the conclusion. */
export function reportOf({ deviations, shard, ...found }: Findings): ExplorationReport {
  const part = shard === undefined ? '' : ` in part ${shard.index} of ${shard.count}`;
  return { ...conclusion(deviations, part, found), ...found };
}

function conclusion(
  deviations: number,
  part: string,
  found: Omit<Findings, 'deviations' | 'shard'>,
): Pick<ExplorationReport, 'status' | 'verdict'> {
  const { counterexample, divergence, schedules, distinctHistories, coverage } = found;
  const histories = counted(distinctHistories, 'distinct histor').replace(/histors?$/, (end) =>
    end === 'histor' ? 'history' : 'histories',
  );
  const figures = `${counted(schedules, 'schedule')}, ${histories}`;
  if (counterexample !== undefined) {
    const { violation, text } = counterexample;
    const how = text === '' ? 'in the boring run' : `by ${text.replaceAll('\n', ', then ')}`;
    return { status: 'broken', verdict: `broken: ${violation.law}, ${how} (${figures})` };
  }
  if (divergence !== undefined)
    return { status: 'nondeterministic', verdict: `nondeterministic: ${divergence.message}` };
  const complete = Math.max(0, ...coverage.map(({ completeUpTo }) => completeUpTo ?? 0));
  if (complete < deviations) {
    const { of, isMore } = coverage.find((part) => part.of !== undefined) ?? {};
    const about = of === undefined ? '' : ` of ${isMore === true ? 'more than' : 'about'} ${of}`;
    return {
      status: 'stopped',
      verdict: `stopped at ${schedules}${about} schedules, complete for up to ${counted(complete, 'deviation')}${part} (${histories})`,
    };
  }
  const bound = `complete for up to ${counted(complete, 'deviation')}${part} (${figures})`;
  const unseen = found.sometimes.filter(({ runs }) => runs === 0).map(({ name }) => `'${name}'`);
  if (unseen.length === 0) return { status: 'holds', verdict: `holds: ${bound}` };
  return {
    status: 'unseen',
    verdict: `never seen: ${unseen.join(', ')}; everything else holds: ${bound}`,
  };
}

/** A counterexample in the words of a report. */
export function counterexampleOf(
  smallest: Probe,
  found: { readonly probe: Probe; readonly at: number },
): Counterexample | undefined {
  const { violation, schedule } = smallest;
  if (violation === undefined) return undefined;
  return {
    schedule,
    text: scheduleText(schedule),
    violation,
    probe: smallest,
    foundWith: found.probe.schedule.length,
    foundAt: found.at,
  };
}
