/** Counterexamples on one screen: what is chosen from a long run, and how it is laid out. */
import { expect, test } from 'vitest';
import type { Beat } from '../../src/report/beats.ts';
import type { MadeCall } from '../../src/report/made-calls.ts';
import { LAWS_WITH_PAGES } from '../../tools/laws.ts';
import { counterexampleStory, counterexampleText } from '../../src/report/counterexample.ts';

const figures = {
  foundAt: 17,
  foundWith: 6,
  schedules: 212,
  distinctHistories: 97,
  elapsedMs: 431.7,
};

const told = {
  law: 'settles',
  how: 'order-42 was asked to cancel and is still open',
  statement: 'A run that is asked to cancel closes.',
  reason: 'Whoever cancels waits for the end.',
  docs: 'docs/laws/settles.md',
  deviations: ['before activity:charge#1 completed -> cancel order-42'],
  step: 1_000,
  startTime: 0,
  figures,
};

const beat = (step: number, weight: Beat['weight'], text: string, meaning?: string): Beat => ({
  at: step * 1000,
  step,
  weight,
  workflowId: 'order-42',
  eventId: weight === 'deviation' ? undefined : step,
  text,
  meaning,
});

const call = (name: string, step: number, fate?: MadeCall['fate']): MadeCall => ({
  runId: 'run',
  name,
  kind: 'activity',
  seq: step,
  step,
  site: `at order (workflows.ts:${step}:1)`,
  endedIn: fate === undefined ? undefined : step + 2,
  fate,
});

/** A run of a hundred heartbeats with a cancel request in its middle. */
const long = [
  ...Array.from({ length: 50 }, (_, at) => beat(at, 'turn', `before ${at}`)),
  beat(50, 'deviation', 'cancel order-42', 'placed by the schedule'),
  beat(50, 'interrupt', 'WorkflowExecutionCancelRequested', 'heard of in the next workflow task'),
  ...Array.from({ length: 50 }, (_, at) => beat(51 + at, 'turn', `after ${51 + at}`)),
];

test('what was placed, what it brought about, and where it ends are chosen from a long run', () => {
  const { lines, leftOut } = counterexampleStory(told, { beats: long, calls: [], pointed: [] });
  const texts = lines.map(({ what }) => what);
  expect(texts).toContain('cancel order-42');
  expect(texts).toContain('WorkflowExecutionCancelRequested');
  expect(texts.at(-1)).toBe('after 100');
  expect(lines.length + leftOut.reduce((sum, count) => sum + count, 0)).toBe(long.length);
});

test('nothing is told of what happened after it showed', () => {
  const { lines, at } = counterexampleStory(
    { ...told, step: 60 },
    { beats: long, calls: [], pointed: [] },
  );
  expect(lines.at(-1)?.what).toBe('after 60');
  expect(at).toBe(60_000);
});

test('the place is that of a dead call, else of one that rejected, else of what was waited for', () => {
  const place = (...calls: readonly MadeCall[]): string | undefined =>
    counterexampleStory(told, { beats: long, calls: [...calls], pointed: [] }).place?.why;
  const [waited, rejected, dead] = [
    call('ship', 49),
    call('charge', 20, 'rejected'),
    call('refund', 52, 'dead'),
  ];
  expect(place(waited, rejected, dead)).toBe('activity refund: asked for in a dead scope');
  expect(place(waited, rejected)).toBe('activity charge: rejected there');
  expect(place(waited)).toBe('activity ship: waited for');
  expect(place(call('late', 70))).toBe('activity late: the last call');
  expect(place()).toBeUndefined();
});

test('it fits on one screen also with five deviations and much to say', () => {
  const story = counterexampleStory(
    {
      ...told,
      how: 'it is not so, and there is much to be said of how it is not so '.repeat(9),
      reason: 'because it is so, and it has always been so, and it will be so '.repeat(9),
      deviations: Array.from({ length: 5 }, (_, at) => `before activity:charge#${at} -> cancel o`),
    },
    { beats: long, calls: [call('refund', 52, 'dead')], pointed: [] },
  );
  const text = counterexampleText(story);
  const lines = text.split('\n');
  expect(text).toContain('… See docs/laws/settles.md\n');
  expect(lines.length).toBeLessThanOrEqual(25);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test('it is told in this order: law, reason, deviations, what happened, the place, figures', () => {
  const beats = long.slice(49, 53);
  const story = counterexampleStory(told, {
    beats,
    calls: [call('charge', 20, 'rejected')],
    pointed: [],
  });
  expect(counterexampleText(story)).toBe(
    [
      'broken: settles: order-42 was asked to cancel and is still open',
      'why:    Whoever cancels waits for the end. See docs/laws/settles.md',
      'by:     await replay(options, scenario, [',
      "  'before activity:charge#1 completed -> cancel order-42',",
      ']); // everything else is the boring run',
      'what happened:',
      '  +49.000  49 before 49',
      '> +50.000     cancel order-42                              | placed by the schedule',
      '  +50.000  50 WorkflowExecutionCancelRequested             | heard of in the next workflow task',
      '  +51.000  51 after 51',
      'in the code: at order (workflows.ts:20:1), activity charge: rejected there',
      'schedule 17 of 212 that were run, shrunk from 6 deviations to 1; 97 distinct histories; 432 ms',
    ].join('\n'),
  );
});

test('of the laws that have pages, the whole reason and the page are told', () => {
  for (const { reason, docs } of LAWS_WITH_PAGES) {
    const story = counterexampleStory(
      { ...told, reason, docs },
      { beats: [], calls: [], pointed: [] },
    );
    const text = counterexampleText(story).replaceAll(/\n +/g, ' ');
    expect(text).toContain(`why:    ${reason} See ${docs}\n`);
  }
});

test('a run that is broken as it stands says so', () => {
  const story = counterexampleStory(
    { ...told, deviations: [] },
    { beats: [], calls: [], pointed: [] },
  );
  expect(counterexampleText(story)).toContain(
    'by:     await replay(options, scenario, []); // in the boring run',
  );
});
