/** Wrong histories: each is refused, by the real Core or by a law; what Core said is kept, what laws say is asked again. */
import { describe, expect, test } from 'vitest';
import { checkHistory } from '../src/laws/check-history.ts';
import { MUTATIONS } from '../judge/mutations.ts';
import {
  brokenLaw,
  keptVerdicts,
  recordedHistories,
  wrongHistories,
} from '../judge/wrong-histories.ts';

const { seed, onlyLaws, onlyCore } = keptVerdicts();
const wrong = wrongHistories(seed);
const again = 'judge them again: npm run judge -- --mutations --keep';

describe('the recorded histories from which wrong ones are made', () => {
  test.for(recordedHistories())('break no law: $name', ({ events }) => {
    expect(checkHistory(events).broken.map(({ message }) => message)).toEqual([]);
  });
});

describe('wrong histories', () => {
  test('are at least a hundred, of every kind, each with a name of its own', () => {
    expect(wrong.length).toBeGreaterThanOrEqual(100);
    expect(new Set(wrong.map(({ name }) => name)).size).toBe(wrong.length);
    const kinds = new Set(wrong.map(({ name }) => name.split(' ')[1]));
    expect([...kinds].toSorted()).toEqual(Object.keys(MUTATIONS).toSorted());
  });

  test('are the same for the same seed', () => {
    expect(wrongHistories(seed)).toEqual(wrong);
    expect(wrongHistories(seed + 1)).not.toEqual(wrong);
  });

  test('are refused by a law, if not by Core', () => {
    const accepted = wrong.filter(
      ({ name, events }) => brokenLaw(events) === undefined && !onlyCore.includes(name),
    );
    expect(
      accepted.map(({ name }) => name),
      again,
    ).toEqual([]);
  });

  test('that Core accepts are refused by the law that is written down', () => {
    const events = new Map(wrong.map((one) => [one.name, one.events]));
    const now = Object.keys(onlyLaws).map((name) => [name, brokenLaw(events.get(name) ?? [])]);
    expect(Object.fromEntries(now), again).toEqual(onlyLaws);
    expect(Object.keys(onlyLaws).length).toBeGreaterThan(0);
  });
});
