/** Guides go their own way, and what they write down leads the same way again. */
import { describe, expect, test } from 'vitest';
import { seededRandom, type Random } from '../../src/common/random.ts';
import type { Guide } from '../../src/exploration/guide.ts';
import { LATENESS } from '../../src/exploration/held-steps.ts';
import { OrderGuide } from '../../src/exploration/order-guide.ts';
import { PriorityGuide } from '../../src/exploration/pct.ts';
import { probe, probeWith, type ProbeSettings } from '../../src/exploration/probe.ts';
import { SamplingGuide } from '../../src/exploration/sampling.ts';
import { parseSchedule, scheduleText } from '../../src/exploration/schedule.ts';
import { Offspring, UniformGuide } from '../../src/exploration/uniform.ts';
import { activities, late, workflows, worlds } from './worlds.ts';

const guides: Record<string, (random: Random) => Guide> = {
  'by priorities': (random) =>
    new PriorityGuide(random, { depth: 4, length: 30, placements: true }, LATENESS),
  evenly: (random) => new UniformGuide(random, new Offspring(), LATENESS),
  'by sampling': (random) => new SamplingGuide(random, LATENESS),
};

const settingsOf = (scenario: ProbeSettings['scenario']): ProbeSettings => ({
  options: { workflows, activities, settleWithin: '1 hour' },
  scenario,
  inPlay: { place: ['cancel', 'terminate'], faults: ['workerCrash'] },
  laws: () => [],
});

describe.each(Object.entries(guides))('a guide that goes %s', (_name, guideOf) => {
  test.each([...worlds, ...late])(
    'is followed to the letter by its schedule: $name',
    async ({ scenario }) => {
      const random = seededRandom(7);
      const settings = settingsOf(scenario);
      for (let run = 0; run < 15; run++) {
        const went = await probeWith(settings, guideOf(random));
        const text = scheduleText(went.schedule);
        const followed = await probe(settings, parseSchedule(text));
        expect(followed.unapplied, text).toEqual([]);
        expect(
          followed.run?.trace.map(({ name, at }) => `${at} ${name}`),
          text,
        ).toEqual(went.run?.trace.map(({ name, at }) => `${at} ${name}`));
        expect(followed.fingerprint, text).toBe(went.fingerprint);
      }
    },
  );
});

test('a guide without a plan goes the boring way', async () => {
  for (const { scenario } of [...worlds, ...late]) {
    const settings = settingsOf(scenario);
    const boring = await probe(settings, []);
    const went = await probeWith(settings, new OrderGuide([], LATENESS));
    expect(went.schedule).toEqual([]);
    expect(went.fingerprint).toBe(boring.fingerprint);
  }
});
