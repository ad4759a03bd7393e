/** The zoo: every bug is found out knowing only the kinds of its faults, and every mended version holds. */
import { relative } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { casesIn, filesOf } from '../zoo/bug-case.ts';
import { exploreCase, type Manner } from '../zoo/explore-case.ts';
import { Modules } from '../zoo/load-modules.ts';
import { absolute } from '../tools/source.ts';

const modules = new Modules();
const manner: Manner = { lawsOnly: false, budget: { schedules: 20_000, time: '1 minute' } };

const cases = [...casesIn(absolute('zoo')), ...casesIn(absolute('zoo/more'))];

describe.each(cases)('$slug', (bug) => {
  test('is found out, by as many deviations as it takes', { timeout: 60_000 }, async () => {
    const report = await exploreCase(bug, 'faulty', modules, manner);
    const { status, counterexample, verdict } = report;
    expect(status, verdict).toBe('broken');
    expect(counterexample?.schedule).toHaveLength(bug.maxFaults);
    expect(String(report).split('\n').length).toBeLessThanOrEqual(25);
    const file = relative(process.cwd(), filesOf(bug, 'faulty').workflows);
    expect(counterexample?.story.place?.site).toContain(file);
  });

  test('is mended', { timeout: 60_000 }, async () => {
    const { status, verdict } = await exploreCase(bug, 'fixed', modules, manner);
    expect(status, verdict).toBe('holds');
  });
});
