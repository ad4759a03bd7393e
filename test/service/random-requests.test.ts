/** Whatever is asked of the service in whatever order, its histories keep the laws and no task is lost. */
import { expect, test } from 'vitest';
import { checkHistory } from '../../src/laws/check-history.ts';
import { RandomWalk } from './random-walk.ts';

const WALKS = 40;
const STEPS = 150;

test.for(Array.from({ length: WALKS }, (_, seed) => seed + 1))(
  'walk %i breaks no law and loses no task',
  (seed) => {
    const walk = new RandomWalk(seed, { workflowPause: seed % 2 === 0 }).walk(STEPS);
    const broken = [...walk.bench.service.executions()].flatMap(
      ({ events, workflowId, runId }) =>
        checkHistory(events, { sdk: false, execution: { workflowId, runId } }).broken,
    );
    expect(broken).toEqual([]);
    expect(walk.undelivered()).toEqual([]);
  },
);

test('the same seed takes the same walk', () => {
  const histories = (): unknown =>
    [...new RandomWalk(3).walk(STEPS).bench.service.executions()].map(({ events }) => [...events]);
  expect(histories()).toEqual(histories());
});
