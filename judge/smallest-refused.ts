/** Looks for the smallest program whose history the real Core refuses. */
import fc from 'fast-check';
import type { CoreJudge } from './core-judge.ts';
import { type Case, cases, caseSeed } from './programs.ts';
import { refusalOfCase } from './random-histories.ts';

/** How many smaller cases are tried. */
const TRIES = 2000;

/** The smallest case, in words, that was found among those from a number on; one of them is known to be refused. */
export async function smallestRefused(
  judge: CoreJudge,
  seed: number,
  from: number,
  count: number,
): Promise<string> {
  for (let number = from; number < from + count; number++) {
    let tries = 0;
    let smallest: { readonly one: Case; readonly refusal: string } | undefined;
    const refuses = async (one: Case): Promise<boolean> => {
      if (tries++ > TRIES) return true;
      const refusal = await refusalOfCase(judge, one).then(
        (found) => found?.words,
        (error: unknown) => String(error),
      );
      if (refusal !== undefined) smallest = { one, refusal };
      return refusal === undefined;
    };
    await fc.check(fc.asyncProperty(cases, refuses), {
      seed: caseSeed(seed, number),
      numRuns: 1,
    });
    if (smallest !== undefined) {
      const { one, refusal } = smallest;
      return `the smallest is refused, ${refusal}\n${JSON.stringify(one, undefined, 2)}`;
    }
  }
  return 'none is refused';
}
