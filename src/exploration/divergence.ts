/** Divergence: two runs under the same schedule that differ, though everything lastcall controls was the same. */
import type { Probe, ProbeOutcome } from './probe.ts';
import { deviationText } from './schedule.ts';

/** Where two runs of one schedule part, and why that may be. */
export interface Divergence {
  /** The index of the first step in which they differ. */
  readonly step: number;
  readonly first: string;
  readonly second: string;
  readonly message: string;
}

const LIKELY =
  'The likely cause is something outside the simulation in the code under test: state that outlives a run (reset it in beforeEach), ' +
  'real I/O, a random source or a clock that was captured before lastcall was loaded, or an iteration over something unordered.';

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
    message: `two runs of the same schedule differ from step ${step} on: ${first}, then ${second}. ${LIKELY}`,
  };
}

/** A moment at which a deviation was possible did not come again, although everything before it was the same. */
export function notRepeated({ unapplied, steps }: ProbeOutcome): Divergence {
  const lost = unapplied.map(deviationText).join(', ');
  return {
    step: steps,
    first: lost,
    second: 'no such moment',
    message: `the moment of '${lost}' came in one run and not in the next, whose beginning should have been the same. ${LIKELY}`,
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
      `${what(there)} there, ${what(here)} here. ${LIKELY}`,
  };
}
