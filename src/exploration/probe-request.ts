/** Requests for probes: what is to be run, and what came of it, as data that can go to another thread and come back. */
import type { GuideRecipe, Learned } from './guide-recipe.ts';
import type { Horizon } from './horizon.ts';
import type { ProbeOutcome } from './probe.ts';
import type { Schedule } from './schedule.ts';
import type { Lookout } from './scheduled-chooser.ts';

/** What is to be run. */
export type ProbeRequest =
  /** Once, under a schedule. */
  | {
      readonly type: 'schedule';
      readonly schedule: Schedule;
      readonly lookout?: Lookout | undefined;
    }
  /** Again and again, each time with one more deviation, which is drawn evenly from the moments that are left. */
  | {
      readonly type: 'random walk';
      readonly seed: number;
      /** How many deviations there are in the end: so many, or one more. */
      readonly deviations: number;
      readonly lookout: Lookout;
    }
  /** Once, the way a guide goes. */
  | { readonly type: 'guided'; readonly guide: GuideRecipe };

/** What came of a request. */
export interface ProbeResult {
  /** What came of each run, in their order. */
  readonly outcomes: readonly ProbeOutcome[];
  /** What a guide has found out. */
  readonly learned: Learned;
}

/** Makes the runs that are asked for: here, or in other threads. */
export interface ProbeRunner {
  /** How many requests it is worth asking before the first one is answered. */
  readonly ahead: number;
  /** @param horizon where the runs are given up */
  run(request: ProbeRequest, horizon: Horizon | undefined): Promise<ProbeResult>;
}
