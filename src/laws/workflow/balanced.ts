/** The law that what is taken is given back, and nothing else. */
import type { Verdict } from '../law.ts';
import { effectName, inputText, keysOf, tookEffect, type Effect } from './effect.ts';
import { attemptsOf } from './open-attempts.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** How often something was done, by key. */
class Tally {
  readonly #effect: Effect;
  readonly #counts = new Map<string, number>();

  constructor(effect: Effect) {
    this.#effect = effect;
  }

  add(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** The counts of activities that were seen, or those of the list that is kept elsewhere. */
  counts(): ReadonlyMap<string, number> {
    const keys = keysOf(this.#effect);
    if (keys === undefined) return this.#counts;
    const listed = new Map<string, number>();
    for (const key of keys()) listed.set(key, (listed.get(key) ?? 0) + 1);
    return listed;
  }
}

/**
 * In the end, what was taken was given back as often, by the first argument of the activities or by key.
 * @throws OptionError if one of them is no effect
 */
export function balanced(take: Effect, give: Effect): WorkflowLaw {
  const [taking, giving] = [effectName(take), effectName(give)];
  return {
    name: `balanced ${taking} ${giving}`,
    docs: 'docs/laws/balanced.md',
    statement: `In the end, ${taking} and ${giving} were done equally often for each key.`,
    reason:
      'What was taken before an interrupt must be given back after it, and what was not taken must not: register the way back before the way out.',
    watch() {
      const attempts = attemptsOf({ zombies: true });
      const [taken, given] = [new Tally(take), new Tally(give)];
      return {
        occurrences: {
          AttemptStarted: attempts.started,
          WorkerCrashed: attempts.crashed,
          AttemptReported({ report }) {
            if (report.type !== 'ended') return undefined;
            const attempt = attempts.ended(report.taskToken);
            const key = inputText(attempt?.input.slice(0, 1) ?? []);
            if (tookEffect(attempt, report, take)) taken.add(key);
            if (tookEffect(attempt, report, give)) given.add(key);
            return undefined;
          },
        },
        atEnd() {
          const [takes, gives] = [taken.counts(), given.counts()];
          const keys = new Set([...takes.keys(), ...gives.keys()]);
          return [...keys].map((key): Verdict => {
            const [ins, outs] = [takes.get(key) ?? 0, gives.get(key) ?? 0];
            return (
              ins === outs ||
              `${taking}(${key}) was done ${times(ins)}, and ${giving}(${key}) ${times(outs)}`
            );
          });
        },
      };
    },
  };
}

const times = (count: number): string =>
  count === 0 ? 'not at all' : count === 1 ? 'once' : `${count} times`;
