/** What holds for every law: it has a name, a sentence, a reason, and a specification of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SERVICE_LAWS, serviceLaws } from '../../src/laws/service-laws.ts';

const here = new URL('.', import.meta.url);
const specifications = readdirSync(here)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, here), 'utf8'))
  .join('\n');

test.for(SERVICE_LAWS.map((law) => [law.name, law] as const))('%s is specified', ([name]) => {
  expect(specifications).toMatch(new RegExp(`^specifyBy(Histories|Worlds)\\('${name}'`, 'm'));
});

test('names are of small letters and dashes, and no two laws have the same', () => {
  const names = SERVICE_LAWS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z]+(-[a-z]+)+$/.test(name))).toEqual([]);
});

test('statements and reasons are sentences', () => {
  const sentence = /^[A-Z].*\.$/;
  const bad = SERVICE_LAWS.filter(
    ({ statement, reason }) => !sentence.test(statement) || !sentence.test(reason),
  );
  expect(bad.map(({ name }) => name)).toEqual([]);
});

test('a law that was never put to the test has no premises', () => {
  expect(
    serviceLaws()
      .witnesses()
      .every(({ premises }) => premises === 0),
  ).toBe(true);
});
