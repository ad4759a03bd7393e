/** The law that an effect happens at most once. */
import { effectName, inputText, keysOf, tookEffect, type Effect } from './effect.ts';
import { attemptsOf } from './open-attempts.ts';
import type { LawWatch, WorkflowLaw } from './workflow-law.ts';

function ofActivity(effect: Effect): LawWatch {
  const attempts = attemptsOf({ zombies: true });
  const seen = new Set<string>();
  return {
    occurrences: {
      AttemptStarted: attempts.started,
      WorkerCrashed: attempts.crashed,
      AttemptReported({ report }) {
        if (report.type !== 'ended') return undefined;
        const attempt = attempts.ended(report.taskToken);
        if (!tookEffect(attempt, report, effect)) return undefined;
        const key = inputText(attempt.input);
        if (seen.has(key)) return `${effectName(effect)}(${key}) was done twice`;
        seen.add(key);
        return true;
      },
    },
  };
}

function ofList(effect: Effect, keys: () => readonly string[]): LawWatch {
  return {
    atEnd() {
      const seen = new Set<string>();
      return keys().map((key) => {
        if (seen.has(key)) return `${effectName(effect)}(${key}) was done twice`;
        seen.add(key);
        return true;
      });
    },
  };
}

/**
 * An effect happens at most once for equal arguments, or with equal keys.
 * @throws OptionError if it is no effect
 */
export function atMostOnce(effect: Effect): WorkflowLaw {
  const name = effectName(effect);
  const keys = keysOf(effect);
  return {
    name: `at-most-once ${name}`,
    docs: 'docs/laws/at-most-once.md',
    statement: `${name} happens at most once.`,
    reason:
      'An attempt whose worker dies before its answer arrives is made again: give the effect an idempotency key.',
    watch: () => (keys === undefined ? ofActivity(effect) : ofList(effect, keys)),
  };
}
