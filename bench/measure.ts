/** Measuring: interleaved samples of two things, and how a cost grows. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a series of samples says, in microseconds each. */
export interface Series {
  readonly min: number;
  readonly median: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function sample(run: () => Promise<unknown>, times: number): Promise<number> {
  const began = performance.now();
  for (let time = 0; time < times; time++) await run();
  return ((performance.now() - began) * 1_000) / times;
}

/** Samples several things in turn, so that a noisy machine is as noisy for all of them. */
export async function interleaved(
  runs: readonly (() => Promise<unknown>)[],
  { warmUp, samples, times }: { warmUp: number; samples: number; times: number },
): Promise<readonly Series[]> {
  for (const run of runs) await sample(run, warmUp);
  const taken = runs.map((): number[] => []);
  for (let index = 0; index < samples; index++) {
    for (const [at, run] of runs.entries()) taken[at]?.push(await sample(run, times));
  }
  return taken.map((values) => ({ min: Math.min(...values), median: median(values) }));
}

/**
 * The exponent with which a cost grows between two sizes: 1 is linear. The best of several tries, for one wobbles.
 */
export async function exponent(
  run: (size: number) => Promise<unknown>,
  small: number,
  large: number,
  tries: number,
): Promise<{ readonly exponent: number; readonly perItemUs: number }> {
  await run(small);
  let best = Number.POSITIVE_INFINITY;
  let perItemUs = Number.POSITIVE_INFINITY;
  for (let index = 0; index < tries; index++) {
    const few = Math.min(await sample(() => run(small), 3), await sample(() => run(small), 3));
    const many = await sample(() => run(large), 1);
    best = Math.min(best, Math.log(many / few) / Math.log(large / small));
    perItemUs = Math.min(perItemUs, many / large);
  }
  return { exponent: best, perItemUs };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The bytes in use, after collecting what is not. */
export function bytesInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
