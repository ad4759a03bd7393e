/** How many random runs a law is held against, and from which seed: LASTCALL_RUNS and LASTCALL_SEED override both. */
import fc from 'fast-check';

const { LASTCALL_RUNS, LASTCALL_SEED } = process.env;

/** Parameters of fast-check for about that many runs. */
export function runs(numRuns: number): fc.Parameters<unknown> {
  const seed = LASTCALL_SEED === undefined ? fc.readConfigureGlobal().seed : Number(LASTCALL_SEED);
  return {
    numRuns: LASTCALL_RUNS === undefined ? numRuns : Number(LASTCALL_RUNS),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Counts how often the interesting case of a law occurred, so that a law which was never put to the test fails. */
export class Sometimes {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Notes the case if it occurred. */
  note(occurred: boolean): void {
    if (occurred) this.#count++;
  }
}
