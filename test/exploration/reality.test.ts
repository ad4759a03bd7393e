/** Exploration reaches what a real Temporal Service was seen to do: every recorded outcome of the races. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as activities from '../../conformance/activities.ts';
import { exploreRace } from '../../conformance/explore.ts';
import { readRecordings } from '../../conformance/outcome.ts';
import races from '../../conformance/races.ts';
import type { Scenario } from '../../conformance/scenarios.ts';
import * as workflows from '../../conformance/workflows.ts';

const recordings = readRecordings(
  fileURLToPath(new URL('../../conformance/races', import.meta.url)),
);

/** A race with so many outcomes is left to `npm run -s conformance -- --explore`. */
const MANY = 20;

describe('as on a real Temporal Service', () => {
  const few = recordings.filter(({ outcomes }) => outcomes.length < MANY);
  test.each(few)(
    '$name ends in all the recorded ways: $about',
    async ({ name, outcomes }) => {
      const race = races.find((candidate) => candidate.name === name);
      expect(race, 'every recording has its race').toBeDefined();
      if (race === undefined) return;
      const scenario: Scenario = { ...race, drive: (s) => race.drive(s, () => Promise.resolve()) };
      const explored = await exploreRace(scenario, { workflows, activities }, outcomes, 0);
      expect(explored.problem).toBeUndefined();
      expect(explored.reachedAt).not.toContain(undefined);
    },
    60_000,
  );
});
