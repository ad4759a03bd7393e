/** How a worker runs local activities: slots, retries, timeouts, and the three ways of cancelling in every state. */
import { expect, test } from 'vitest';
import { cancelled, completed, failed, only, Stage } from './local-activity-stage.ts';

test('an attempt is local, and is told its timeouts and its whole retry policy', () => {
  const stage = new Stage();
  stage.advanceTo(500);
  stage.schedule({ startToCloseTimeout: undefined, scheduleToCloseTimeout: 3000 });
  expect(stage.clock.of('StartAttempt')[0]?.attempt).toMatchObject({
    isLocal: true,
    attempt: 1,
    activityId: '1',
    taskQueue: 'orders',
    scheduledTime: 500,
    startedTime: 500,
    scheduleToCloseTimeout: 3000,
    startToCloseTimeout: 3000,
    heartbeatTimeout: 0,
    retryPolicy: {
      initialInterval: 1000,
      backoffCoefficient: 2,
      maximumInterval: 100_000,
      maximumAttempts: 0,
    },
  });
});

test('a completion says how long the last attempt ran', () => {
  const stage = new Stage();
  stage.advanceTo(100);
  stage.schedule();
  expect(stage.queue.outstanding('run-1')).toBe(1);
  stage.advanceTo(350);
  stage.end(completed);
  expect(stage.resolutions).toEqual([
    [
      'run-1',
      1,
      {
        status: 'completed',
        result: { data: new Uint8Array([7]) },
        attempt: 1,
        runTime: 250,
        originalScheduleTime: 100,
      },
    ],
  ]);
  expect(stage.queue.outstanding('run-1')).toBe(0);
  expect(stage.clock.timers).toBe(0);
});

test('no more attempts run at once than there are slots, first come first served', () => {
  const stage = new Stage(2);
  for (const seq of [1, 2, 3, 4]) stage.schedule({ seq });
  expect(stage.started).toEqual(['1#1', '2#1']);
  stage.end(completed, stage.token(0));
  expect(stage.started).toEqual(['1#1', '2#1', '3#1']);
  stage.end(failed({ nonRetryable: true }), stage.token(1));
  expect(stage.started).toEqual(['1#1', '2#1', '3#1', '4#1']);
});

test('failures are retried inside the worker while the backoff is within the threshold', () => {
  const stage = new Stage();
  stage.schedule({ retryPolicy: { initialInterval: 100 } });
  stage.end(failed());
  stage.advanceTo(99);
  expect(stage.started).toEqual(['1#1']);
  stage.advanceTo(100);
  expect(stage.started).toEqual(['1#1', '1#2']);
  stage.end(failed());
  stage.advanceTo(300);
  stage.advanceTo(350);
  stage.end(completed);
  const times = { runTime: 50, originalScheduleTime: 0 };
  expect(only(stage)).toMatchObject({ status: 'completed', attempt: 3, ...times });
});

test('a backoff beyond the threshold is handed to the workflow', () => {
  const stage = new Stage();
  stage.schedule({ retryPolicy: { initialInterval: 1000 }, localRetryThreshold: 999, attempt: 2 });
  stage.advanceTo(40);
  stage.end(failed());
  expect(only(stage)).toMatchObject({
    status: 'backoff',
    attempt: 2,
    backoffDuration: 2000,
    runTime: 40,
    failure: { message: 'declined' },
  });
  expect(stage.clock.timers).toBe(0);
});

test('without a threshold of its own an activity waits up to a minute inside the worker', () => {
  const stage = new Stage();
  stage.schedule({ seq: 1, retryPolicy: { initialInterval: 60_000 } });
  stage.end(failed());
  expect(stage.resolutions).toEqual([]);
  stage.schedule({ seq: 2, retryPolicy: { initialInterval: 60_001 } });
  stage.end(failed());
  expect(only(stage)).toMatchObject({ status: 'backoff', backoffDuration: 60_001 });
});

test('the original schedule time of an earlier request is kept', () => {
  const stage = new Stage();
  stage.advanceTo(5000);
  stage.schedule({ attempt: 3, originalScheduleTime: 1000 });
  stage.end(completed);
  expect(only(stage)).toMatchObject({ attempt: 3, originalScheduleTime: 1000, runTime: 0 });
});

test('start-to-close timeouts stop the code and are retried', () => {
  const stage = new Stage();
  stage.schedule({
    startToCloseTimeout: 200,
    retryPolicy: { initialInterval: 100, maximumAttempts: 2 },
  });
  stage.advanceTo(200);
  expect(stage.cancels).toEqual(['TIMED_OUT']);
  stage.end(completed);
  stage.advanceTo(300);
  expect(stage.started).toEqual(['1#1', '1#2']);
  stage.advanceTo(500);
  expect(only(stage)).toEqual({
    status: 'timedOut',
    failure: {
      message: 'Activity timed out',
      timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' },
    },
    attempt: 2,
    runTime: 200,
    originalScheduleTime: 0,
  });
  expect(stage.found).toEqual([]);
});

test('a schedule-to-close timeout stops the code and is final', () => {
  const stage = new Stage();
  stage.schedule({ startToCloseTimeout: undefined, scheduleToCloseTimeout: 200 });
  stage.advanceTo(200);
  expect(stage.cancels).toEqual(['TIMED_OUT']);
  expect(only(stage)).toMatchObject({
    status: 'timedOut',
    failure: { timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE' } },
    attempt: 1,
    runTime: 200,
  });
  stage.end(cancelled);
  expect(stage.resolutions).toHaveLength(1);
});

test('schedule-to-close counts from the original schedule time', () => {
  const stage = new Stage();
  stage.advanceTo(1000);
  stage.schedule({ scheduleToCloseTimeout: 1500, attempt: 2, originalScheduleTime: 0 });
  stage.advanceTo(1500);
  expect(only(stage)).toMatchObject({ status: 'timedOut', runTime: 500, attempt: 2 });
});

test('what is too late when it is scheduled never runs', () => {
  const stage = new Stage();
  stage.advanceTo(2000);
  stage.schedule({ scheduleToCloseTimeout: 1500, attempt: 2, originalScheduleTime: 0 });
  expect(stage.started).toEqual([]);
  expect(only(stage)).toMatchObject({ status: 'timedOut', runTime: 0, attempt: 2 });
  expect(stage.queue.outstanding('run-1')).toBe(0);
});

test('start-to-close is at most schedule-to-close', () => {
  const stage = new Stage();
  stage.schedule({ startToCloseTimeout: 500, scheduleToCloseTimeout: 200 });
  expect(stage.clock.of('StartAttempt')[0]?.attempt.startToCloseTimeout).toBe(200);
});

test('schedule-to-start is looked at when a slot comes free', () => {
  const stage = new Stage(1);
  stage.schedule({ seq: 1 });
  stage.schedule({ seq: 2, scheduleToStartTimeout: 100 });
  stage.schedule({ seq: 3, scheduleToStartTimeout: 101 });
  stage.advanceTo(101);
  stage.end(completed);
  expect(stage.started).toEqual(['1#1', '3#1']);
  expect(stage.resolutions[1]).toMatchObject([
    'run-1',
    2,
    {
      status: 'timedOut',
      failure: { timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_START' } },
      runTime: 101,
    },
  ]);
});

test('the start-to-close timer of an attempt that failed can end a later one', () => {
  const stage = new Stage();
  stage.schedule({
    startToCloseTimeout: 400,
    retryPolicy: { initialInterval: 20, maximumAttempts: 2 },
  });
  stage.advanceTo(300);
  stage.end(failed());
  stage.advanceTo(320);
  expect(stage.started).toEqual(['1#1', '1#2']);
  stage.advanceTo(400);
  expect(stage.found).toEqual(['local activity start-to-close outlives its attempt']);
  expect(stage.cancels).toEqual(['TIMED_OUT']);
  expect(only(stage)).toMatchObject({ status: 'timedOut', attempt: 2, runTime: 80 });
  expect(stage.clock.timers).toBe(0);
});

test('a start-to-close timer that falls due in a backoff is lost without harm', () => {
  const stage = new Stage();
  stage.schedule({ startToCloseTimeout: 400, retryPolicy: { initialInterval: 500 } });
  stage.advanceTo(100);
  stage.end(failed());
  stage.advanceTo(600);
  expect(stage.found).toEqual([]);
  expect(stage.started).toEqual(['1#1', '1#2']);
});

test('a schedule-to-close timer that falls due in a backoff is lost, and retries have no limit', () => {
  const stage = new Stage();
  stage.schedule({
    startToCloseTimeout: undefined,
    scheduleToCloseTimeout: 500,
    retryPolicy: { initialInterval: 1000, backoffCoefficient: 1 },
  });
  stage.end(failed());
  stage.advanceTo(500);
  expect(stage.found).toEqual(['local activity schedule-to-close lost in backoff']);
  for (let attempt = 2; attempt < 20; attempt += 1) {
    stage.advanceTo((attempt - 1) * 1000);
    expect(stage.started.at(-1)).toBe(`1#${attempt}`);
    stage.end(failed());
  }
  expect(stage.resolutions).toEqual([]);
});

test('CompleteAsyncError in a local activity brings the worker down', () => {
  const stage = new Stage();
  stage.schedule();
  stage.end({ status: 'willCompleteAsync' });
  expect(stage.found).toEqual(['local activity completes asynchronously']);
  expect(stage.failures).toHaveLength(1);
  expect(stage.resolutions).toEqual([]);
  stage.advanceTo(20_000);
  stage.queue.dropRun('run-1', stage.clock.now);
  expect(stage.resolutions).toEqual([]);
});

test.each(['TRY_CANCEL', 'WAIT_CANCELLATION_COMPLETED'] as const)(
  '%s tells running code to stop, and its end is told',
  (cancellationType) => {
    const stage = new Stage();
    stage.schedule({ cancellationType });
    stage.advanceTo(30);
    stage.queue.cancel('run-1', 1, stage.clock.now);
    expect(stage.clock.of('CancelAttempt')).toMatchObject([
      { reason: 'CANCELLED', details: { cancelRequested: true, timedOut: false } },
    ]);
    expect(stage.queue.outstanding('run-1')).toBe(1);
    stage.advanceTo(70);
    stage.end(cancelled);
    expect(only(stage)).toEqual({
      status: 'cancelled',
      failure: cancelled.status === 'cancelled' ? cancelled.failure : undefined,
      attempt: 1,
      runTime: 70,
      originalScheduleTime: 0,
    });
  },
);

test('code that completes in spite of a cancel has completed, and code that fails is retried', () => {
  const stage = new Stage();
  const cancellationType = 'WAIT_CANCELLATION_COMPLETED';
  stage.schedule({ seq: 1, cancellationType });
  stage.schedule({ seq: 2, cancellationType, retryPolicy: { initialInterval: 10 } });
  stage.queue.cancel('run-1', 1, 0);
  stage.queue.cancel('run-1', 2, 0);
  stage.end(completed, stage.token(0));
  stage.end(failed(), stage.token(1));
  stage.advanceTo(10);
  expect(only(stage)).toMatchObject({ status: 'completed' });
  expect(stage.started).toEqual(['1#1', '2#1', '2#2']);
});

test.each(['TRY_CANCEL', 'WAIT_CANCELLATION_COMPLETED'] as const)(
  '%s ends a backoff at once',
  (cancellationType) => {
    const stage = new Stage();
    stage.schedule({ cancellationType });
    stage.end(failed());
    stage.queue.cancel('run-1', 1, stage.clock.now);
    expect(only(stage)).toEqual({
      status: 'cancelled',
      failure: { message: 'Activity cancelled', canceledFailureInfo: {} },
      attempt: 0,
      runTime: 0,
    });
    expect(stage.cancels).toEqual([]);
    expect(stage.clock.timers).toBe(0);
    expect(stage.queue.outstanding('run-1')).toBe(0);
  },
);

test('ABANDON leaves running code alone, and nothing waits for it', () => {
  const stage = new Stage();
  stage.schedule({ cancellationType: 'ABANDON' });
  stage.queue.abandon('run-1', 1);
  expect(stage.cancels).toEqual([]);
  expect(stage.queue.outstanding('run-1')).toBe(0);
  stage.end(completed);
  expect(only(stage)).toMatchObject({ status: 'completed' });
});

test('an abandoned activity goes on retrying in the background until its run leaves', () => {
  const stage = new Stage();
  stage.schedule({ cancellationType: 'ABANDON', retryPolicy: { initialInterval: 10 } });
  stage.end(failed());
  stage.queue.cancel('run-1', 1, stage.clock.now);
  expect(stage.queue.outstanding('run-1')).toBe(0);
  stage.advanceTo(10);
  stage.end(failed());
  stage.advanceTo(30);
  expect(stage.started).toEqual(['1#1', '1#2', '1#3']);
  expect(stage.found).toEqual(['abandoned local activity goes on retrying']);
  stage.queue.dropRun('run-1', stage.clock.now);
  stage.end(failed());
  expect(stage.clock.timers).toBe(0);
  expect(stage.resolutions).toEqual([]);
});

test('the cancel of an activity that waits for a slot is lost', () => {
  const stage = new Stage(1);
  stage.schedule({ seq: 1 });
  stage.schedule({ seq: 2, cancellationType: 'WAIT_CANCELLATION_COMPLETED' });
  stage.queue.cancel('run-1', 2, 0);
  expect(stage.found).toEqual(['cancel of a queued local activity is lost']);
  stage.end(completed);
  expect(stage.started).toEqual(['1#1', '2#1']);
  expect(stage.cancels).toEqual([]);
});

test('attempts beyond the first are counted from the second workflow task on', () => {
  const stage = new Stage();
  stage.schedule({ retryPolicy: { initialInterval: 10, backoffCoefficient: 1 } });
  stage.end(failed());
  expect(stage.queue.nonfirstAttempts('run-1')).toBe(0);
  stage.queue.workflowTaskCompleted('run-1');
  stage.advanceTo(10);
  stage.end(failed());
  stage.advanceTo(20);
  stage.end(failed());
  expect(stage.queue.nonfirstAttempts('run-1')).toBe(2);
  stage.queue.workflowTaskCompleted('run-1');
  expect(stage.queue.nonfirstAttempts('run-1')).toBe(0);
});

test('heartbeats of local activities go nowhere, and reports of others are refused', () => {
  const stage = new Stage();
  stage.schedule();
  const taskToken = stage.token();
  expect(stage.queue.reported({ type: 'heartbeat', taskToken, details: undefined }, 0)).toBe(true);
  expect(stage.clock.sent).toEqual([]);
  const other = { type: 'ended', taskToken: 'remote', outcome: completed } as const;
  expect(stage.queue.reported(other, 0)).toBe(false);
  expect(stage.queue.runTimer({ some: 'timer' }, 0)).toBe(false);
});
