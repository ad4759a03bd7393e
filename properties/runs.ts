/** How many random runs a law is held against: LASTCALL_RUNS overrides it. The seed is that of the project, or LASTCALL_SEED. */
import type fc from 'fast-check';

const { LASTCALL_RUNS } = process.env;

/** Parameters of fast-check for about that many runs. */
export const runs = (numRuns: number): fc.Parameters<unknown> => ({
  numRuns: LASTCALL_RUNS === undefined ? numRuns : Number(LASTCALL_RUNS),
});

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
