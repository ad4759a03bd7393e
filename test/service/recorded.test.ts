/** The modelled service answers scripts of bare requests as a real Temporal Service 1.32 was recorded to do. */
import { expect, test } from 'vitest';
import { difference } from '../../conformance/service/compare.ts';
import { playScript } from '../../conformance/service/drive.ts';
import { loadRecordings, loadScripts } from '../../conformance/service/load.ts';

const folder = new URL('../../conformance/service/', import.meta.url).pathname;
const scripts = await loadScripts(`${folder}scripts`);
const recordings = loadRecordings(`${folder}recorded`);

test.for([...recordings.values()].map((recording) => [recording.name, recording] as const))(
  'the service answers the script %s as it was recorded',
  ([name, recording]) => {
    const script = scripts.get(name);
    expect(script, 'every recording has its script').toBeDefined();
    if (script !== undefined) expect(difference(recording, playScript(script))).toBeUndefined();
  },
);

test('every script has its recording', () => {
  expect([...scripts.keys()].filter((name) => !recordings.has(name))).toEqual([]);
});

test('a recording in which one attribute differs is told apart', () => {
  const script = scripts.get('cancel-idle');
  const recording = recordings.get('cancel-idle');
  if (script === undefined || recording === undefined) throw new Error('cancel-idle is missing');
  const altered = JSON.parse(
    JSON.stringify(recording).replace('"startToFireTimeout":"3600s"', '"startToFireTimeout":"1s"'),
  ) as typeof recording;
  expect(difference(altered, playScript(script))).toContain('startToFireTimeout');
});
