/** How far the runs of an exploration are waited for: three days beyond the boring run, and so many steps more than it took. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Probe } from './probe.ts';

/** How long runs are waited for in virtual time, beyond the end of the boring run: three days, in milliseconds. */
export const HORIZON: DurationMs = 3 * 24 * 60 * 60 * 1000;

/** How many steps a run may go on, beyond those of the boring run, when nothing more is placed: what loops for ever ends there. */
export const PATIENCE = 10_000;

/** Where a run is given up. */
export interface Horizon {
  /** How far virtual time may go while the scenario waits. */
  readonly at: EpochMs;
  /** How many steps the run may take after the last thing that was placed. */
  readonly steps: number;
}

/** The horizon of runs that begin as the boring run does. */
export function horizonOf({ run, steps }: Pick<Probe, 'run' | 'steps'>): Horizon | undefined {
  return run === undefined ? undefined : { at: run.now + HORIZON, steps: steps + PATIENCE };
}
