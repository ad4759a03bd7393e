/** What an activity finds around it, and how it is started and ends. */
import {
  activityInfo,
  CompleteAsyncError,
  Context,
  log,
  setActivityOptions,
} from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActivityLogEntry } from '../../src/host/activity-log.ts';
import { installAmbientGlobals, type Uninstall } from '../../src/host/ambient-globals.ts';
import { Attempts, payload, START } from './attempts.ts';

let uninstall: Uninstall;
beforeEach(() => {
  uninstall = installAmbientGlobals();
});
afterEach(() => uninstall());

describe('an attempt', () => {
  test('gets its arguments and gives its result', async () => {
    const attempts = new Attempts({ add: async (a: number, b: number) => a + b });
    await attempts.start('add', { input: [payload(2), payload(3)] });
    expect(attempts.result).toBe(5);
    expect(attempts.host.running).toBe(0);
  });

  test('runs in the microtasks after it was started', async () => {
    let called = false;
    const attempts = new Attempts({ note: () => (called = true) });
    const started = attempts.start('note');
    expect(called).toBe(false);
    expect(attempts.host.running).toBe(1);
    await started;
    expect(called).toBe(true);
  });

  test('that returns nothing completes with a payload that says so', async () => {
    const attempts = new Attempts({ async nothing() {} });
    await attempts.start('nothing');
    expect(attempts.result).toBeUndefined();
    expect(attempts.outcome).toMatchObject({ status: 'completed', result: { metadata: {} } });
  });

  test('fails with the type, the message and the stack of what it throws', async () => {
    class CardDeclined extends Error {}
    const attempts = new Attempts({
      charge() {
        throw new CardDeclined('no money');
      },
    });
    await attempts.start('charge');
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: {
        message: 'no money',
        source: 'TypeScriptSDK',
        applicationFailureInfo: { type: 'CardDeclined', nonRetryable: false },
      },
    });
    const failure = attempts.outcome?.status === 'failed' ? attempts.outcome.failure : undefined;
    expect(failure?.stackTrace).toContain('activity-host.test.ts');
    expect(failure?.stackTrace).not.toContain('activity-run.ts');
  });

  test('fails as the SDK does when its result cannot be converted', async () => {
    const attempts = new Attempts({ big: async () => 10n });
    await attempts.start('big');
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: {
        message: 'Unable to convert 10 to payload',
        applicationFailureInfo: { type: 'ValueError', nonRetryable: false },
      },
    });
  });

  test('may leave its completion to others', async () => {
    const attempts = new Attempts({
      async ask() {
        throw new CompleteAsyncError();
      },
    });
    await attempts.start('ask');
    expect(attempts.outcome).toEqual({ status: 'willCompleteAsync' });
  });

  test('keeps what an ApplicationFailure says', async () => {
    const attempts = new Attempts({
      async charge() {
        throw ApplicationFailure.create({
          message: 'no',
          type: 'Declined',
          nonRetryable: true,
          details: [1, 'two'],
          nextRetryDelay: '3s',
        });
      },
    });
    await attempts.start('charge');
    expect(attempts.outcome).toMatchObject({
      failure: {
        applicationFailureInfo: {
          type: 'Declined',
          nonRetryable: true,
          nextRetryDelay: 3000,
          details: { payloads: [payload(1), payload('two')] },
        },
      },
    });
  });
});

describe('the activities of a worker', () => {
  test('that does not know the type fail the attempt in a way that can be retried', async () => {
    const attempts = new Attempts({ charge: () => 1, refund: () => 2 });
    await attempts.start('ship');
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: {
        message:
          'Activity function ship is not registered on this Worker, available activities: ["charge","refund"]',
        applicationFailureInfo: { type: 'NotFoundError', nonRetryable: false },
      },
    });
  });

  test('may have a default that serves all other types', async () => {
    const attempts = new Attempts({ default: async () => activityInfo().activityType });
    await attempts.start('anything');
    expect(attempts.result).toBe('anything');
  });

  test('are the own functions of an object: methods of its class are not registered, as in a real worker', async () => {
    class Activities {
      readonly rate = 2;
      readonly double = async (n: number) => n * this.rate;
      async triple(n: number): Promise<number> {
        return n * 3;
      }
    }
    const attempts = new Attempts(new Activities());
    await attempts.start('double', { input: [payload(4)] });
    expect(attempts.result).toBe(8);
    await attempts.start('triple', { input: [payload(4)] });
    expect(attempts.outcome).toMatchObject({
      failure: { applicationFailureInfo: { type: 'NotFoundError' } },
    });
  });

  test('may come as a map', async () => {
    const attempts = new Attempts(new Map([['one', () => 1]]));
    await attempts.start('one');
    expect(attempts.result).toBe(1);
  });

  test('cannot have names that Temporal reserves', () => {
    expect(() => new Attempts({ __temporal_x: () => 1 })).toThrow(/reserved prefix/);
  });

  test('may say how their values are to be converted', async () => {
    const days = {
      transferTypeConverter: {
        fromTransferType: (iso: string) => new Date(iso),
        toTransferType: (date: Date) => date.toISOString(),
      },
    };
    const nextYear = async (day: Date): Promise<Date> => new Date(day.getTime() + 365 * 86_400_000);
    setActivityOptions(
      { typeInfo: { inputTypes: [days as never], outputType: days as never } },
      nextYear,
    );
    const attempts = new Attempts({ nextYear });
    await attempts.start('nextYear', { input: [payload('2026-03-01T00:00:00.000Z')] });
    expect(attempts.result).toBe('2027-03-01T00:00:00.000Z');
  });
});

describe('the context of an attempt', () => {
  test('tells all that a real worker tells', async () => {
    let info: unknown;
    const attempts = new Attempts({
      look() {
        info = activityInfo();
      },
    });
    await attempts.start('look', {
      attempt: 3,
      heartbeatTimeout: 5000,
      heartbeatDetails: [payload({ page: 7 })],
      scheduledTime: START - 2000,
      currentAttemptScheduledTime: START - 1000,
      retryPolicy: { initialInterval: 1000, backoffCoefficient: 2, maximumInterval: 100_000 },
      priority: { priorityKey: 2 },
    });
    const token = Buffer.from('token-of-look');
    expect(info).toEqual({
      taskToken: token,
      base64TaskToken: token.toString('base64'),
      taskQueue: 'orders',
      activityId: '1',
      activityType: 'look',
      attempt: 3,
      isLocal: false,
      workflowExecution: { workflowId: 'order-1', runId: 'run-1' },
      workflowType: 'order',
      workflowNamespace: 'default',
      activityNamespace: 'default',
      namespace: 'default',
      inWorkflow: true,
      activityRunId: undefined,
      heartbeatTimeoutMs: 5000,
      heartbeatDetails: { page: 7 },
      scheduledTimestampMs: START - 2000,
      currentAttemptScheduledTimestampMs: START - 1000,
      startToCloseTimeoutMs: 10_000,
      scheduleToCloseTimeoutMs: 60_000,
      priority: { priorityKey: 2, fairnessKey: undefined, fairnessWeight: undefined },
      retryPolicy: {
        initialInterval: 1000,
        backoffCoefficient: 2,
        maximumInterval: 100_000,
        maximumAttempts: 0,
        nonRetryableErrorTypes: [],
      },
    });
  });

  test('tells a remote activity without a heartbeat timeout that it is zero, and a local one nothing', async () => {
    const attempts = new Attempts({ look: () => Context.current().info.heartbeatTimeoutMs });
    await attempts.start('look', { heartbeatTimeout: 0 });
    expect(attempts.result).toBe(0);
    await attempts.start('look', { heartbeatTimeout: 0, isLocal: true });
    expect(attempts.result).toBeUndefined();
  });

  test('is the SDK’s own, and there is none outside', async () => {
    let seen: unknown;
    const attempts = new Attempts({
      async look() {
        await Promise.resolve();
        seen = Context.current();
      },
    });
    await attempts.start('look');
    expect(seen).toBeInstanceOf(Context);
    expect(() => Context.current()).toThrow('Activity context not initialized');
  });

  test('has the client of the worker, made when it is asked for', async () => {
    let made = 0;
    const client = { name: 'client' };
    const options = { client: () => (made++, client) };
    const attempts = new Attempts({ none: () => 1, some: () => Context.current().client }, options);
    await attempts.start('none');
    expect(made).toBe(0);
    await attempts.start('some');
    expect(attempts.result).toEqual(client);
  });

  test('logs with the attributes of the attempt', async () => {
    const entries: ActivityLogEntry[] = [];
    const attempts = new Attempts(
      {
        async work() {
          log.info('half-way', { percent: 50 });
          await Context.current().sleep(20);
        },
      },
      { onLog: (entry) => entries.push(entry) },
    );
    await attempts.start('work');
    await attempts.advance(20);
    expect(entries.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'DEBUG Activity started',
      'INFO half-way',
      'DEBUG Activity completed',
    ]);
    expect(entries[1]?.meta).toEqual({
      isLocal: false,
      attempt: 1,
      namespace: 'default',
      taskToken: Buffer.from('token-of-work').toString('base64'),
      activityId: '1',
      activityType: 'work',
      taskQueue: 'orders',
      workflowId: 'order-1',
      workflowRunId: 'run-1',
      workflowType: 'order',
      sdkComponent: 'activity',
      percent: 50,
    });
    expect(entries[2]?.meta).toMatchObject({ sdkComponent: 'worker', durationMs: 20 });
  });
});

describe('interceptors', () => {
  test('surround the function in the order in which they are registered', async () => {
    const seen: string[] = [];
    const named = (name: string) => () => ({
      inbound: {
        async execute(input: { args: unknown[]; headers: object }, next: (i: never) => unknown) {
          seen.push(`${name} in ${JSON.stringify(input.headers)}`);
          const result = await next({ ...input, args: [...input.args, name] } as never);
          seen.push(`${name} out`);
          return result;
        },
      },
    });
    const attempts = new Attempts(
      { list: (...args: string[]) => args },
      { interceptors: [named('outer'), named('inner')] as never },
    );
    await attempts.start('list', { headers: { trace: {} } });
    expect(attempts.result).toEqual(['outer', 'inner']);
    expect(seen).toEqual([
      'outer in {"trace":{}}',
      'inner in {"trace":{}}',
      'inner out',
      'outer out',
    ]);
  });

  test('may add attributes to what is logged', async () => {
    const entries: ActivityLogEntry[] = [];
    const attempts = new Attempts(
      { work: () => log.warn('careful') },
      {
        onLog: (entry) => entries.push(entry),
        interceptors: [
          (context) => ({
            outbound: {
              getLogAttributes: (attributes, next) =>
                next({ ...attributes, tenant: context.info.workflowType }),
            },
          }),
        ],
      },
    );
    await attempts.start('work');
    expect(entries.find(({ message }) => message === 'careful')?.meta).toMatchObject({
      tenant: 'order',
    });
  });

  test('that cannot be made fail the attempt', async () => {
    const attempts = new Attempts(
      { work: () => 1 },
      {
        interceptors: [
          () => {
            throw new RangeError('no tenant');
          },
        ],
      },
    );
    await attempts.start('work');
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: { message: 'no tenant', applicationFailureInfo: { type: 'RangeError' } },
    });
  });
});
