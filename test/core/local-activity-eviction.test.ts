/** What becomes of the local activities of a run that leaves the cache of its worker. */
import { expect, test } from 'vitest';
import { completed, failed, only, Stage } from './local-activity-stage.ts';

test('a run that is to leave cancels what runs, whatever its type, and ends backoffs', () => {
  const stage = new Stage(3);
  stage.schedule({ seq: 1, cancellationType: 'ABANDON' });
  stage.schedule({ seq: 2, cancellationType: 'WAIT_CANCELLATION_COMPLETED' });
  stage.schedule({ seq: 3 });
  stage.schedule({ seq: 4 });
  stage.schedule({ seq: 1 }, 'run-2');
  stage.end(failed(), stage.token(1));
  expect(stage.started).toEqual(['1#1', '2#1', '3#1', '4#1']);
  stage.queue.cancelRun('run-1', 0);
  expect(stage.cancels).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  expect(only(stage)).toMatchObject({ status: 'cancelled', attempt: 0 });
  expect(stage.found).toEqual([]);
  expect(stage.queue.outstanding('run-1')).toBe(3);
});

test('a run that is to leave does not keep what waits for a slot from running', () => {
  const stage = new Stage(1);
  stage.schedule({ seq: 1 });
  stage.schedule({ seq: 2 });
  stage.queue.cancelRun('run-1', 0);
  stage.end(completed);
  expect(stage.started).toEqual(['1#1', '2#1']);
});

test('a run that has left is forgotten: no result is wanted, and the slots are free', () => {
  const stage = new Stage(2);
  stage.schedule({ seq: 1 });
  stage.schedule({ seq: 2, scheduleToCloseTimeout: 60_000 });
  stage.schedule({ seq: 3 });
  stage.schedule({ seq: 1 }, 'run-2');
  stage.end(failed(), stage.token(1));
  expect(stage.started).toEqual(['1#1', '2#1', '3#1']);
  stage.queue.dropRun('run-1', 0);
  expect(stage.queue.outstanding('run-1')).toBe(0);
  expect(stage.queue.outstanding('run-2')).toBe(1);
  expect(stage.started).toEqual(['1#1', '2#1', '3#1', '1#1']);
  stage.end(completed, stage.token(0));
  expect(stage.resolutions).toEqual([]);
});

test('a run that comes back has its local activities run again, also those whose code still runs', () => {
  const stage = new Stage();
  stage.schedule();
  const before = stage.token();
  stage.queue.dropRun('run-1', 0);
  stage.schedule();
  expect(stage.started).toEqual(['1#1', '1#1']);
  stage.end(completed, before);
  expect(stage.resolutions).toEqual([]);
  expect(stage.queue.outstanding('run-1')).toBe(1);
  stage.end(failed());
  stage.advanceTo(1000);
  stage.end(completed);
  expect(only(stage)).toMatchObject({ status: 'completed', attempt: 2 });
});
