/** Divergence: two runs under the same schedule that differ, though everything lastcall controls was the same. */
import { CAUSES, likelyCause, type Cause, type RecordedRun } from './likely-cause.ts';
import type { Probe, ProbeOutcome } from './probe.ts';
import { deviationText } from './schedule.ts';

/** Where two runs of one schedule part, and why that may be. */
export interface Divergence {
  /** The index of the first step in which they differ. */
  readonly step: number;
  readonly first: string;
  readonly second: string;
  /** What most likely makes them part; undefined as long as nobody has looked for it. */
  readonly cause?: Cause | undefined;
  readonly message: string;
}

/** The first step in which two runs of the same schedule differ; undefined if there is none. */
export function firstDifference(a: Probe, b: Probe): Divergence | undefined {
  const first = a.run?.trace ?? [];
  const second = b.run?.trace ?? [];
  const text = (trace: typeof first, at: number): string => {
    const step = trace[at];
    return step === undefined
      ? 'the end of the run'
      : `${step.name} at ${new Date(step.at).toISOString()}`;
  };
  for (let at = 0; at < Math.max(first.length, second.length); at++) {
    if (text(first, at) !== text(second, at)) {
      return divergence(at, text(first, at), text(second, at));
    }
  }
  if (a.fingerprint !== b.fingerprint) {
    return divergence(first.length, 'one history', 'another history with the same steps');
  }
  const [told, toldAgain] = [
    a.violation?.law ?? 'no broken law',
    b.violation?.law ?? 'no broken law',
  ];
  if (told !== toldAgain) return divergence(first.length, told, toldAgain);
  return undefined;
}

function divergence(step: number, first: string, second: string): Divergence {
  return {
    step,
    first,
    second,
    message: `two runs of the same schedule differ from step ${step} on: ${first}, then ${second}`,
  };
}

/** A moment at which a deviation was possible did not come again, although everything before it was the same. */
export function notRepeated({ unapplied, steps }: ProbeOutcome): Divergence {
  const lost = unapplied.map(deviationText).join(', ');
  return {
    step: steps,
    first: lost,
    second: 'no such moment',
    message: `the moment of '${lost}' came in one run and not in the next, whose beginning should have been the same`,
  };
}

/** A run that was made in another thread, and the same one here, where they do not come to the same. */
export function otherElsewhere(there: ProbeOutcome, here: ProbeOutcome): Divergence {
  const what = ({ broken, steps }: ProbeOutcome): string =>
    `${broken === undefined ? 'no broken law' : `a broken law (${broken})`} in ${steps} steps`;
  const lines = there.schedule.map(deviationText).join(', ') || 'the boring run';
  return {
    step: Math.min(there.steps, here.steps),
    first: what(there),
    second: what(here),
    message:
      `a run in another thread and the same run in this one (${lines}) have different histories: ` +
      `${what(there)} there, ${what(here)} here`,
  };
}

/** A run broke a law, and broke it no more when it was made again. */
export function notBrokenAgain({ schedule, broken, steps }: ProbeOutcome): Divergence {
  const lines = schedule.map(deviationText).join(', ') || 'the boring run';
  return {
    step: steps,
    first: `${broken} is broken`,
    second: 'it holds',
    message: `${broken} was broken in one run (${lines}), and held when the same run was made again`,
  };
}

/** A divergence with its likely cause, found by three more runs of one schedule. */
export function explained(divergence: Divergence, runs: readonly RecordedRun[]): Divergence {
  const { cause, shownBy } = likelyCause(runs);
  const shown =
    shownBy === undefined || shownBy.step === divergence.step
      ? ''
      : ` It shows first in step ${shownBy.step} '${shownBy.name}': ${shownBy.first}, then ${shownBy.second}.`;
  return {
    ...divergence,
    cause,
    message: `${divergence.message}.${shown} The likely cause is ${CAUSES[cause]}.`,
  };
}
