/** What a worker does with the activity tasks that it gets: heartbeats, cancellation, local timeouts, reports. */
import { expect, test } from 'vitest';
import { ActivityAttempts } from '../../src/core/activity-attempts.ts';
import type { ActivityOutcome } from '../../src/protocol/attempt.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { Payloads } from '../../src/protocol/payload.ts';
import type { ActivityTask } from '../../src/protocol/task.ts';
import { notFound, ok, WorkerClock } from './worker-clock.ts';

const details = (text: string): Payloads => ({
  payloads: [{ data: new TextEncoder().encode(text) }],
});

const task = (fields: Partial<ActivityTask> = {}): ActivityTask => ({
  taskToken: 'attempt',
  workflowNamespace: 'default',
  workflowType: { name: 'order' },
  workflowExecution: { workflowId: 'order-1', runId: 'run-1' },
  activityType: { name: 'charge' },
  activityId: '1',
  scheduledTime: 0,
  currentAttemptScheduledTime: 0,
  startedTime: 0,
  attempt: 1,
  scheduleToCloseTimeout: 0,
  startToCloseTimeout: 60_000,
  heartbeatTimeout: 0,
  ...fields,
});

/** One attempt on a worker, driven by a test. */
class Attempt {
  readonly clock = new WorkerClock();
  readonly attempts: ActivityAttempts;

  constructor(fields: Partial<ActivityTask> = {}) {
    this.attempts = new ActivityAttempts({
      namespace: 'default',
      identity: 'worker-1',
      taskQueue: 'orders',
      maxHeartbeatThrottleInterval: 60_000,
      defaultHeartbeatThrottleInterval: 30_000,
      emit: this.clock.emit,
      send: this.clock.send,
    });
    this.attempts.start(task(fields), 0);
  }

  beat(text: string): void {
    this.attempts.reported(
      { type: 'heartbeat', taskToken: 'attempt', details: details(text) },
      this.clock.now,
    );
  }

  end(outcome: ActivityOutcome): void {
    this.attempts.reported({ type: 'ended', taskToken: 'attempt', outcome }, this.clock.now);
  }

  advanceTo(end: number): void {
    this.clock.advanceTo(end, (timer, now) => this.attempts.runTimer(timer, now));
  }

  answer(
    reply = ok({ cancelRequested: false, activityPaused: false, activityReset: false }),
  ): void {
    const last = this.clock.sent.at(-1);
    if (last === undefined) throw new Error('nothing was sent');
    last.answer(reply);
  }

  get sent(): unknown[] {
    return this.clock.sent.map(({ at, request }) => [at, request.method]);
  }

  get lastRequest(): unknown {
    return this.clock.sent.at(-1)?.request;
  }

  get cancels(): unknown[] {
    return this.clock.of('CancelAttempt').map(({ reason, details: held }) => [
      reason,
      Object.entries(held)
        .filter(([, holds]) => holds)
        .map(([name]) => name),
    ]);
  }
}

const completed: ActivityOutcome = { status: 'completed', result: { data: new Uint8Array([1]) } };
const failed: ActivityOutcome = { status: 'failed', failure: { message: 'declined' } };
const cancelled: ActivityOutcome = {
  status: 'cancelled',
  failure: { message: 'CANCELLED', canceledFailureInfo: { details: details('undone') } },
};
const cancelRequested = ok({
  cancelRequested: true,
  activityPaused: false,
  activityReset: false,
});

const BEAT = 'RecordActivityTaskHeartbeat';

test('an attempt is told what the service handed out', () => {
  const attempt = new Attempt({ heartbeatDetails: details('half way'), attempt: 3 });
  expect(attempt.clock.of('StartAttempt')[0]?.attempt).toMatchObject({
    taskToken: 'attempt',
    isLocal: false,
    workflowType: 'order',
    activityType: 'charge',
    taskQueue: 'orders',
    attempt: 3,
    heartbeatDetails: details('half way').payloads,
    input: [],
    headers: {},
  });
  expect(attempt.attempts.running).toBe(1);
});

test('the first heartbeat is sent at once, later ones when 80 % of the timeout have passed since', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  for (let now = 0; now <= 1000; now += 100) {
    attempt.advanceTo(now);
    attempt.beat(`at ${now}`);
    if (attempt.clock.sent.length === 1 && now === 0) attempt.answer();
  }
  expect(attempt.sent).toEqual([
    [0, BEAT],
    [800, BEAT],
  ]);
  expect(attempt.clock.sent[1]?.request).toMatchObject({ request: { details: details('at 700') } });
});

test('the interval counts from the sending, however late the answer', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.beat('second');
  attempt.advanceTo(300);
  attempt.answer();
  attempt.advanceTo(799);
  expect(attempt.clock.sent).toHaveLength(1);
  attempt.advanceTo(800);
  expect(attempt.clock.sent).toHaveLength(2);
});

test('an answer that comes after the interval lets the held heartbeat go at once', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.beat('second');
  attempt.advanceTo(900);
  attempt.answer();
  attempt.advanceTo(900);
  expect(attempt.sent).toEqual([
    [0, BEAT],
    [900, BEAT],
  ]);
});

test('after an interval without heartbeats the next one is sent at once', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer();
  attempt.advanceTo(1700);
  attempt.beat('second');
  expect(attempt.sent).toEqual([
    [0, BEAT],
    [1700, BEAT],
  ]);
});

test.each([
  [0, 30_000],
  [1000, 800],
  [300_000, 60_000],
])('with a heartbeat timeout of %i ms heartbeats are %i ms apart', (heartbeatTimeout, interval) => {
  const attempt = new Attempt({ heartbeatTimeout, startToCloseTimeout: 10_000_000 });
  attempt.beat('first');
  attempt.answer();
  attempt.beat('second');
  attempt.advanceTo(interval - 1);
  expect(attempt.clock.sent).toHaveLength(1);
  attempt.advanceTo(interval);
  expect(attempt.clock.sent).toHaveLength(2);
});

test('a million heartbeats cost two requests and one timer', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer();
  const effects = attempt.clock.effects.length;
  const same = details('same');
  for (let count = 0; count < 1_000_000; count += 1) {
    attempt.attempts.reported({ type: 'heartbeat', taskToken: 'attempt', details: same }, 0);
  }
  expect(attempt.clock.effects).toHaveLength(effects);
  attempt.advanceTo(800);
  expect(attempt.clock.sent).toHaveLength(2);
});

test('completion drops the held details', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer();
  attempt.beat('second');
  attempt.end(completed);
  expect(attempt.sent).toEqual([
    [0, BEAT],
    [0, 'RespondActivityTaskCompleted'],
  ]);
  expect(attempt.lastRequest).toMatchObject({
    request: { taskToken: 'attempt', identity: 'worker-1', result: { payloads: [{}] } },
  });
  attempt.answer(ok());
  expect(attempt.attempts.running).toBe(0);
  expect(attempt.clock.timers).toBe(0);
});

test('failure takes the latest details with it', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer();
  attempt.beat('second');
  attempt.end(failed);
  expect(attempt.sent).toEqual([
    [0, BEAT],
    [0, 'RespondActivityTaskFailed'],
  ]);
  expect(attempt.lastRequest).toMatchObject({
    request: { failure: { message: 'declined' }, lastHeartbeatDetails: details('second') },
  });
});

test('cancellation sends the held details first', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer(cancelRequested);
  attempt.beat('second');
  attempt.end(cancelled);
  expect(attempt.lastRequest).toMatchObject({
    method: BEAT,
    request: { details: details('second') },
  });
  attempt.answer();
  expect(attempt.lastRequest).toMatchObject({
    method: 'RespondActivityTaskCanceled',
    request: { details: details('undone') },
  });
});

test('a heartbeat on its way is awaited before the outcome is reported', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.end(completed);
  expect(attempt.sent).toEqual([[0, BEAT]]);
  expect(attempt.attempts.running).toBe(1);
  attempt.answer(notFound);
  expect(attempt.cancels).toEqual([]);
  expect(attempt.sent).toEqual([
    [0, BEAT],
    [0, 'RespondActivityTaskCompleted'],
  ]);
});

test('what is held behind a heartbeat on its way is sent before a cancellation is reported', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.beat('second');
  attempt.end(cancelled);
  attempt.answer();
  expect(attempt.lastRequest).toMatchObject({
    method: BEAT,
    request: { details: details('second') },
  });
  attempt.answer();
  expect(attempt.lastRequest).toMatchObject({ method: 'RespondActivityTaskCanceled' });
});

test.each([
  ['CANCELLED', { cancelRequested: true }, ['cancelRequested']],
  ['RESET', { activityReset: true }, ['reset']],
  ['PAUSED', { activityPaused: true }, ['paused']],
  ['CANCELLED', { cancelRequested: true, activityPaused: true }, ['cancelRequested', 'paused']],
  ['CANCELLED', { cancelRequested: true, activityReset: true }, ['cancelRequested', 'reset']],
  ['RESET', { activityReset: true, activityPaused: true }, ['paused', 'reset']],
])('an answer makes the reason %s of %o', (reason, answer, holding) => {
  const attempt = new Attempt();
  attempt.beat('first');
  attempt.answer(
    ok({ cancelRequested: false, activityPaused: false, activityReset: false, ...answer }),
  );
  expect(attempt.cancels).toEqual([[reason, holding]]);
});

test('only the first cancellation is delivered', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer(ok({ cancelRequested: false, activityPaused: true, activityReset: false }));
  attempt.advanceTo(900);
  attempt.beat('second');
  attempt.answer(cancelRequested);
  expect(attempt.cancels).toEqual([['PAUSED', ['paused']]]);
});

test.each([completed, failed, cancelled])(
  'an attempt that the service does not know any more reports nothing: $status',
  (outcome) => {
    const attempt = new Attempt();
    attempt.beat('first');
    attempt.answer(notFound);
    expect(attempt.cancels).toEqual([['NOT_FOUND', ['notFound']]]);
    attempt.beat('second');
    attempt.end(outcome);
    expect(attempt.sent).toEqual([[0, BEAT]]);
    expect(attempt.attempts.running).toBe(0);
  },
);

test('other errors of a heartbeat do no harm', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer({ ok: false, status: { code: 'UNAVAILABLE', message: 'gone' } });
  attempt.beat('second');
  attempt.advanceTo(800);
  expect(attempt.cancels).toEqual([]);
  expect(attempt.clock.sent).toHaveLength(2);
});

test('without an answer to a heartbeat the worker gives up 5 s after the heartbeat timeout', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.advanceTo(500);
  attempt.beat('first');
  attempt.answer();
  attempt.advanceTo(6499);
  expect(attempt.cancels).toEqual([]);
  attempt.advanceTo(6500);
  expect(attempt.cancels).toEqual([['TIMED_OUT', ['notFound', 'timedOut']]]);
  attempt.end(cancelled);
  expect(attempt.sent).toEqual([[500, BEAT]]);
  expect(attempt.attempts.running).toBe(0);
});

test('without heartbeat timeout the worker gives up 5 s after the start-to-close timeout', () => {
  const attempt = new Attempt({ startToCloseTimeout: 2000 });
  attempt.advanceTo(6999);
  expect(attempt.cancels).toEqual([]);
  attempt.advanceTo(7000);
  expect(attempt.cancels).toEqual([['TIMED_OUT', ['notFound', 'timedOut']]]);
});

test('a shutdown tells running attempts to stop when its grace is over, and those that still arrive at once', () => {
  const attempt = new Attempt();
  attempt.attempts.shutdownGraceOver(100);
  attempt.attempts.start(task({ taskToken: 'late' }), 200);
  expect(attempt.cancels).toEqual([
    ['WORKER_SHUTDOWN', ['workerShutdown']],
    ['WORKER_SHUTDOWN', ['workerShutdown']],
  ]);
});

test('a cancellation by shutdown is reported as a failure that can be retried', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer();
  attempt.beat('second');
  attempt.attempts.shutdownGraceOver(0);
  attempt.end(cancelled);
  expect(attempt.sent).toEqual([
    [0, BEAT],
    [0, 'RespondActivityTaskFailed'],
  ]);
  const failure: Failure = {
    message: 'Worker is shutting down and this activity did not complete in time',
    applicationFailureInfo: { type: 'WorkerShutdown', nonRetryable: false },
  };
  expect(attempt.lastRequest).toMatchObject({ request: { failure } });
});

test('a completion after a cancel is a completion', () => {
  const attempt = new Attempt();
  attempt.beat('first');
  attempt.answer(cancelRequested);
  attempt.end(completed);
  expect(attempt.lastRequest).toMatchObject({ method: 'RespondActivityTaskCompleted' });
});

test('an attempt that completes asynchronously reports nothing and frees its slot', () => {
  const attempt = new Attempt({ heartbeatTimeout: 1000 });
  attempt.beat('first');
  attempt.answer();
  attempt.beat('second');
  attempt.end({ status: 'willCompleteAsync' });
  expect(attempt.sent).toEqual([[0, BEAT]]);
  expect(attempt.attempts.running).toBe(0);
  expect(attempt.clock.timers).toBe(0);
});

test('details that cannot be encoded cancel the attempt, which Core does not know of', () => {
  const attempt = new Attempt();
  attempt.attempts.reported(
    { type: 'heartbeatFailed', taskToken: 'attempt', message: 'BigInt' },
    0,
  );
  expect(attempt.cancels).toEqual([['HEARTBEAT_DETAILS_CONVERSION_FAILED', []]]);
  attempt.end(failed);
  expect(attempt.lastRequest).toMatchObject({ method: 'RespondActivityTaskFailed' });
});

test('a pause that comes with a cancel request loses the cancel, and says so', () => {
  const attempt = new Attempt();
  attempt.beat('first');
  attempt.answer(ok({ cancelRequested: true, activityPaused: true, activityReset: false }));
  attempt.end({
    status: 'failed',
    failure: { message: 'Activity paused', applicationFailureInfo: { type: 'ActivityPause' } },
  });
  expect(attempt.clock.of('Finding')).toMatchObject([
    { name: 'cancel of a paused activity is lost', runId: 'run-1' },
  ]);
  expect(attempt.lastRequest).toMatchObject({ method: 'RespondActivityTaskFailed' });
});

test('reports of attempts that are not of this worker are refused', () => {
  const attempt = new Attempt();
  const report = { type: 'ended', taskToken: 'other', outcome: completed } as const;
  expect(attempt.attempts.reported(report, 0)).toBe(false);
  expect(attempt.attempts.runTimer({ other: 'timer' }, 0)).toBe(false);
});

test('heartbeats after the end of an attempt are ignored', () => {
  const attempt = new Attempt();
  attempt.end(completed);
  attempt.beat('late');
  expect(attempt.sent).toEqual([[0, 'RespondActivityTaskCompleted']]);
});
