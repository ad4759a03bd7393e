/** How an attempt hears that it is to stop, and what its answer means. */
import {
  activityInfo,
  cancellationDetails,
  cancellationSignal,
  cancelled,
  CompleteAsyncError,
  Context,
  heartbeat,
  sleep,
} from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installAmbientGlobals, type Uninstall } from '../../src/host/ambient-globals.ts';
import { Attempts } from './attempts.ts';

let uninstall: Uninstall;
beforeEach(() => {
  uninstall = installAmbientGlobals();
});
afterEach(() => uninstall());

const nap = async (): Promise<void> => {
  await sleep(5000);
};

async function cancelledWhile(
  activity: (...args: never[]) => unknown,
  ...cancel: Parameters<Attempts['cancel']>
): Promise<Attempts> {
  const attempts = new Attempts({ activity });
  await attempts.start('activity');
  await attempts.cancel(...cancel);
  return attempts;
}

describe('an attempt that is told to stop', () => {
  test('while it sleeps ends cancelled, without a stack trace of the worker', async () => {
    const attempts = await cancelledWhile(nap);
    expect(attempts.outcome).toEqual({
      status: 'cancelled',
      failure: { message: 'CANCELLED', source: 'TypeScriptSDK', canceledFailureInfo: {} },
    });
    expect(attempts.clock.nextWakeUpAt()).toBeUndefined();
  });

  test.for(['NOT_FOUND', 'TIMED_OUT', 'WORKER_SHUTDOWN'] as const)(
    'for the reason %s ends cancelled with it as message',
    async (reason) => {
      const attempts = await cancelledWhile(nap, reason);
      expect(attempts.outcome).toMatchObject({
        status: 'cancelled',
        failure: { message: reason },
      });
    },
  );

  test('and returns a value all the same completes', async () => {
    const attempts = await cancelledWhile(async () => {
      await nap().catch(() => undefined);
      return 'done anyway';
    });
    expect(attempts.result).toBe('done anyway');
  });

  test('and never listens runs to its end', async () => {
    const attempts = await cancelledWhile(
      () => new Promise((resolve) => void setTimeout(resolve, 5000, 'late')),
    );
    expect(attempts.outcome).toBeUndefined();
    await attempts.advance(5000);
    expect(attempts.result).toBe('late');
  });

  test('and throws an AbortError ends cancelled without details', async () => {
    const attempts = await cancelledWhile(async () => {
      await new Promise((_, reject) => {
        cancellationSignal().addEventListener('abort', () => {
          reject(Object.assign(new Error('aborted'), { name: 'AbortError' }));
        });
      });
    });
    expect(attempts.outcome).toEqual({
      status: 'cancelled',
      failure: { source: 'TypeScriptSDK', canceledFailureInfo: {} },
    });
  });

  test('and wraps the cancellation in an ApplicationFailure has failed', async () => {
    const attempts = await cancelledWhile(async () => {
      await nap().catch((error: Error) => {
        throw ApplicationFailure.create({ message: 'gave up', type: 'GaveUp', cause: error });
      });
    });
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: {
        message: 'gave up',
        applicationFailureInfo: { type: 'GaveUp' },
        cause: { canceledFailureInfo: {} },
      },
    });
  });

  test('and throws something else has failed', async () => {
    const attempts = await cancelledWhile(async () => {
      await nap().catch(() => {
        throw new RangeError('in cleanup');
      });
    });
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: { applicationFailureInfo: { type: 'RangeError' } },
    });
  });

  test('and throws CompleteAsyncError is left to others', async () => {
    const attempts = await cancelledWhile(async () => {
      await nap().catch(() => {
        throw new CompleteAsyncError();
      });
    });
    expect(attempts.outcome).toEqual({ status: 'willCompleteAsync' });
  });

  test('by a reset has failed in a way that is retried', async () => {
    const attempts = await cancelledWhile(nap, 'RESET');
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: { message: 'Activity reset', applicationFailureInfo: { type: 'ActivityReset' } },
    });
  });

  test('by a pause has failed, even if a cancel was requested as well', async () => {
    const attempts = await cancelledWhile(nap, 'CANCELLED', { paused: true });
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: { message: 'Activity paused', applicationFailureInfo: { type: 'ActivityPause' } },
    });
  });

  test('cleans up on the virtual clock', async () => {
    const attempts = await cancelledWhile(async () => {
      try {
        await nap();
      } catch {
        await new Promise((resolve) => void setTimeout(resolve, 300));
        return Date.now();
      }
      return 0;
    });
    const from = attempts.clock.now;
    await attempts.advance(300);
    expect(attempts.result).toBe(from + 300);
  });
});

describe('an attempt that nobody told to stop', () => {
  test('but throws a CancelledFailure has failed', async () => {
    const attempts = new Attempts({
      async activity() {
        throw new CancelledFailure('on my own');
      },
    });
    await attempts.start('activity');
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: {
        message: 'on my own',
        applicationFailureInfo: { type: 'CancelledFailure', nonRetryable: false },
      },
    });
  });

  test('but throws an AbortError has failed', async () => {
    const attempts = new Attempts({
      async activity() {
        throw Object.assign(new Error('aborted'), { name: 'AbortError' });
      },
    });
    await attempts.start('activity');
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: { applicationFailureInfo: { type: 'Error' } },
    });
  });
});

describe('a cancellation', () => {
  test('is one error: of the promise, of the signal, and of the sleep', async () => {
    const seen: unknown[] = [];
    await cancelledWhile(async () => {
      const signal = cancellationSignal();
      cancelled().catch((error: unknown) => seen.push(error));
      await sleep(1000).catch((error: unknown) => seen.push(error));
      seen.push(signal.reason);
    });
    expect(seen).toHaveLength(3);
    expect(seen[0]).toBeInstanceOf(CancelledFailure);
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).toBe(seen[0]);
  });

  test('is there for those who look only afterwards', async () => {
    const attempts = await cancelledWhile(async () => {
      const before = cancellationDetails();
      await new Promise((resolve) => void setTimeout(resolve, 10));
      const { aborted, reason } = cancellationSignal() as AbortSignal & { reason: Error };
      const error = (await cancelled().catch((e: Error) => e)) as Error;
      return [before, aborted, reason === error, error.message, { ...cancellationDetails() }];
    });
    await attempts.advance(10);
    expect(attempts.result).toEqual([
      null,
      true,
      true,
      'CANCELLED',
      {
        notFound: false,
        cancelRequested: true,
        paused: false,
        timedOut: false,
        workerShutdown: false,
        reset: false,
      },
    ]);
  });

  test('comes once: what follows is not heard', async () => {
    const attempts = new Attempts({
      async activity() {
        await sleep(1000).catch(() => undefined);
        await new Promise((resolve) => void setTimeout(resolve, 10));
        throw cancellationSignal().reason;
      },
    });
    await attempts.start('activity');
    await attempts.cancel('PAUSED');
    await attempts.cancel('CANCELLED');
    await attempts.advance(10);
    expect(attempts.outcome).toMatchObject({
      failure: { applicationFailureInfo: { type: 'ActivityPause' } },
    });
  });

  test('before the function runs is there when it starts', async () => {
    const attempts = new Attempts({ activity: () => Context.current().cancelled });
    const started = attempts.start('activity');
    const told = attempts.cancel();
    await Promise.all([started, told]);
    expect(attempts.outcome).toMatchObject({ status: 'cancelled' });
  });

  test('after the end is ignored', async () => {
    const attempts = new Attempts({ activity: () => 1 });
    await attempts.start('activity');
    await attempts.cancel();
    expect(attempts.reports).toHaveLength(1);
  });

  test('runs the listeners of the signal outside of the context, as a real worker does, but on the virtual clock', async () => {
    const seen: unknown[] = [];
    const attempts = await cancelledWhile(async () => {
      await new Promise<void>((resolve) => {
        cancellationSignal().addEventListener('abort', () => {
          try {
            activityInfo();
          } catch (error) {
            seen.push((error as Error).message);
          }
          seen.push(Date.now());
          setTimeout(() => {
            seen.push(Date.now());
            resolve();
          }, 40);
        });
      });
    });
    const from = attempts.clock.now;
    await attempts.advance(40);
    expect(seen).toEqual(['Activity context not initialized', from, from + 40]);
    expect(attempts.outcome).toMatchObject({ status: 'completed' });
  });

  test('that nobody listens to leaves no unhandled rejection', async () => {
    const attempts = await cancelledWhile(async () => {
      void cancelled();
      await new Promise((resolve) => void setTimeout(resolve, 10));
      heartbeat();
    });
    await attempts.advance(10);
    expect(attempts.outcome).toMatchObject({ status: 'completed' });
  });
});
