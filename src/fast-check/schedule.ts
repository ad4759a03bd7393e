/** Arbitrary schedules of a scenario: lists of deviations that its boring run leaves room for, so that fast-check shrinks them. */
import fc from 'fast-check';
import { deviationText } from '../exploration/schedule.ts';
import { explore, replay, type ExploreOptions } from '../explore.ts';
import type { Scenario } from '../simulation/simulation.ts';

/** How many deviations a schedule may have. */
export interface ScheduleConstraints {
  /** Default 0: the boring run is among them. */
  readonly minLength?: number | undefined;
  /** Default 2. */
  readonly maxLength?: number | undefined;
}

/** A schedule as lines of text, each a deviation: what `replay` takes. */
export type ScheduleLines = readonly string[];

/**
 * Schedules of a scenario: deviations that are possible in its boring run, in the order of their moments. They shrink to
 * fewer deviations, and to earlier ones. One that is no longer possible after those before it is passed over by `replay`.
 * The scenario is run once to find out what is possible.
 * @throws what `explore` throws
 */
export async function schedule(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  { minLength = 0, maxLength = 2 }: ScheduleConstraints = {},
): Promise<fc.Arbitrary<ScheduleLines>> {
  const { boring } = await explore({ ...options, deviations: 0 }, scenario);
  const lines = boring.opportunities.map(({ deviation }) => deviationText(deviation));
  if (lines.length === 0) return fc.constant([]);
  return fc
    .uniqueArray(fc.nat({ max: lines.length - 1 }), { minLength, maxLength })
    .map((moments) => moments.toSorted((a, b) => a - b).map((moment) => lines[moment] as string));
}

/**
 * The property that no law is broken under any schedule of a scenario, for `fc.assert` and its options: `seed` and `path`
 * mean what they always mean.
 * @throws what `explore` throws
 */
export async function lawsHold(
  options: ExploreOptions,
  scenario: Scenario<unknown>,
  constraints: ScheduleConstraints = {},
): Promise<fc.IAsyncPropertyWithHooks<[ScheduleLines]>> {
  const schedules = await schedule(options, scenario, constraints);
  return fc.asyncProperty(schedules, async (lines) => {
    const { violation } = await replay(options, scenario, lines);
    if (violation !== undefined) throw violation.error;
  });
}
