/** The globals while a world is open: who runs decides what they mean, and everybody else sees what was there before. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import timers from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  activeResources,
  installAmbientGlobals,
  type Uninstall,
} from '../../src/host/ambient-globals.ts';
import { real } from '../../src/host/real-globals.ts';
import { enterWorkflow, leaveWorkflow, type WorkflowGlobals } from '../../src/host/realm.ts';
import { Attempts, START } from './attempts.ts';

const NAMES = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'WeakRef',
  'FinalizationRegistry',
] as const;

/** Everything that is replaced, as it is now. */
const picture = (): unknown[] => [
  ...NAMES.map((name) => Object.getOwnPropertyDescriptor(globalThis, name)),
  ...NAMES.map((name) => Object.getOwnPropertyDescriptor(timers, name)),
  Object.getOwnPropertyDescriptors(timers.promises),
  Object.getOwnPropertyDescriptors(timers.promises.scheduler),
  Object.getOwnPropertyDescriptor(Math, 'random'),
  Object.getOwnPropertyDescriptor(process, 'hrtime'),
  Object.getOwnPropertyDescriptor(globalThis, 'fetch'),
  Object.getOwnPropertyDescriptors(crypto),
  randomBytes,
  Object.getOwnPropertyDescriptor(globalThis, 'performance'),
  Object.getOwnPropertyDescriptor(performance, 'now'),
  Object.getOwnPropertyDescriptor(AbortSignal, 'timeout'),
  Object.getOwnPropertyDescriptor(Date.prototype, 'constructor'),
  delay,
];

const aTurn = (): Promise<void> => real.promises.setImmediate();

describe('a turn of the event loop after the last world has closed', () => {
  test('everything is as it was', async () => {
    const before = picture();
    const first = installAmbientGlobals();
    const second = installAmbientGlobals();
    expect(picture()).not.toEqual(before);
    first();
    first();
    await aTurn();
    expect(setTimeout).not.toBe(real.setTimeout);
    second();
    await aTurn();
    expect(picture()).toEqual(before);
    expect(setTimeout).toBe(real.setTimeout);
    expect(delay).toBe(real.promises.setTimeout);
  });
});

describe('while a world is open', () => {
  let uninstall: Uninstall;
  beforeEach(() => {
    uninstall = installAmbientGlobals();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    uninstall();
  });

  /** Runs an activity that sleeps for a second and reads the clock by every means that tests may fake. */
  async function read(): Promise<unknown> {
    const attempts = new Attempts({
      async activity() {
        const from = performance.now();
        await new Promise((resolve) => void setTimeout(resolve, 500));
        await delay(500);
        return [Date.now() - START, new Date().getTime() - START, performance.now() - from];
      },
    });
    await attempts.start('activity');
    await attempts.advance(1000);
    return attempts.result;
  }
  const A_SECOND = [1000, 1000, 1000];

  describe('code that is not ours', () => {
    test('has the real time, real timers and real numbers', async () => {
      const from = real.now();
      expect(Math.abs(Date.now() - from)).toBeLessThan(1000);
      expect(Math.abs(new Date().getTime() - from)).toBeLessThan(1000);
      expect(Date()).toBe(new Date().toString());
      const timer = setTimeout(() => undefined, 1000);
      expect(timer.constructor.name).toBe('Timeout');
      clearTimeout(timer);
      await new Promise((resolve) => void setImmediate(resolve));
      expect(await delay(1, 'value')).toBe('value');
      expect(performance.now()).toBeGreaterThan(0);
      expect(process.hrtime()).toHaveLength(2);
    });

    test('finds the Date that it knows', () => {
      class Day extends Date {}
      expect(new Date(0)).toBeInstanceOf(Date);
      expect(new Date()).toBeInstanceOf(real.Date);
      expect(new real.Date()).toBeInstanceOf(Date);
      expect(new Date().constructor).toBe(Date);
      expect(new Day(5)).toBeInstanceOf(Day);
      expect(new Day(5).getTime()).toBe(5);
      expect(Date.UTC(2026)).toBe(real.Date.UTC(2026));
      expect(Date.parse('2026-01-01')).toBe(real.Date.parse('2026-01-01'));
      expect(new Date(2026, 0, 1)).toEqual(new real.Date(2026, 0, 1));
      expect([Date.name, Date.length]).toEqual(['Date', 7]);
    });

    test('may hold weak references', () => {
      const target = {};
      expect(new WeakRef(target).deref()).toBe(target);
      expect(new WeakRef(target)).toBeInstanceOf(WeakRef);
      new FinalizationRegistry(() => undefined).register(target, 1);
    });
  });

  describe('vi.useFakeTimers()', () => {
    test('fakes the test’s time, not that of activities', async () => {
      vi.useFakeTimers({ now: 5 });
      let fired = false;
      setTimeout(() => (fired = true), 100);
      expect(await read()).toEqual(A_SECOND);
      expect(Date.now()).toBe(5);
      expect(new Date().getTime()).toBe(5);
      expect(fired).toBe(false);
      vi.advanceTimersByTime(100);
      expect(fired).toBe(true);
      expect(Date.now()).toBe(105);
      vi.useRealTimers();
      expect(Math.abs(Date.now() - real.now())).toBeLessThan(1000);
      expect(await read()).toEqual(A_SECOND);
    });

    test('before the world opens does so too', async () => {
      uninstall();
      await aTurn();
      vi.useFakeTimers({ now: 5 });
      uninstall = installAmbientGlobals();
      expect(Date.now()).toBe(5);
      expect(await read()).toEqual(A_SECOND);
      vi.advanceTimersByTime(10);
      expect(Date.now()).toBe(15);
      vi.useRealTimers();
      expect(Math.abs(Date.now() - real.now())).toBeLessThan(1000);
      expect(await read()).toEqual(A_SECOND);
    });

    test('outlives a world that opened and closed under it', async () => {
      uninstall();
      await aTurn();
      vi.useFakeTimers({ now: 5 });
      installAmbientGlobals()();
      await aTurn();
      expect(Date.now()).toBe(5);
      vi.useRealTimers();
      expect(Date).toBe(real.Date);
      expect(setTimeout).toBe(real.setTimeout);
      uninstall = installAmbientGlobals();
    });

    test('outlives a world that closes after it began', async () => {
      vi.useFakeTimers({ now: 5 });
      uninstall();
      await aTurn();
      expect(Date.now()).toBe(5);
      expect(vi.getTimerCount()).toBe(0);
      setTimeout(() => undefined, 10);
      expect(vi.getTimerCount()).toBe(1);
      vi.useRealTimers();
      expect(Math.abs(Date.now() - real.now())).toBeLessThan(1000);
      uninstall = installAmbientGlobals();
    });

    test('moves on asynchronously as it always does', async () => {
      vi.useFakeTimers({ now: 5 });
      const seen: string[] = [];
      setTimeout(() => seen.push('timeout'), 100);
      setImmediate(() => seen.push('immediate'));
      await vi.advanceTimersByTimeAsync(100);
      await vi.runAllTimersAsync();
      expect(seen).toEqual(['immediate', 'timeout']);
      expect(await read()).toEqual(A_SECOND);
    });

    test('leaves alone what code took before it', async () => {
      const { setTimeout: early, Date: EarlyDate } = globalThis;
      vi.useFakeTimers({ now: 5 });
      await new Promise((resolve) => void early(resolve, 1));
      expect(new EarlyDate().getTime()).toBeGreaterThan(5);
      expect(EarlyDate.now()).toBeGreaterThan(5);
    });
  });

  test('vi.setSystemTime sets the test’s date alone', async () => {
    vi.setSystemTime(77);
    expect(Date.now()).toBe(77);
    expect(await read()).toEqual(A_SECOND);
    vi.useRealTimers();
    expect(Math.abs(Date.now() - real.now())).toBeLessThan(1000);
  });

  test('what stands in for fetch is what activities call', async () => {
    vi.stubGlobal('fetch', () => 'stubbed');
    const attempts = new Attempts({ activity: () => fetch('http://example.com') });
    await attempts.start('activity');
    expect(attempts.result).toBe('stubbed');
    vi.unstubAllGlobals();
    const { fetch: before } = globalThis;
    globalThis.fetch = (() => 'assigned') as never;
    await attempts.start('activity', { taskToken: 'another' });
    expect(attempts.result).toBe('assigned');
    globalThis.fetch = before;
  });

  test('vi.spyOn spies on the globals that activities use', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.25);
    const timeout = vi.spyOn(globalThis, 'setTimeout');
    const attempts = new Attempts({
      async activity() {
        await new Promise((resolve) => void setTimeout(resolve, 500));
        return Math.random();
      },
    });
    await attempts.start('activity');
    await attempts.advance(500);
    expect(attempts.result).toBe(0.25);
    expect(random).toHaveBeenCalledTimes(1);
    expect(timeout).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
    expect(Math.random()).not.toBe(0.25);
  });

  test('what keeps the process busy is told, except timers and what was there before', async () => {
    expect(activeResources()).toEqual([]);
    const timer = setTimeout(() => undefined, 1000);
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => void server.once('listening', resolve));
    expect(activeResources()).toEqual(['TCPServerWrap']);
    clearTimeout(timer);
    await new Promise((resolve) => void server.close(resolve));
    await new Promise((resolve) => void setImmediate(resolve));
    expect(activeResources()).toEqual([]);
  });

  describe('workflow code', () => {
    const calls: unknown[] = [];
    const globals: WorkflowGlobals = {
      runId: 'run-1',
      now: () => 123_456,
      random: () => 0.125,
      setTimeout: (_, ms, ...args) => calls.push(['set', ms, args]) && 7,
      clearTimeout: (handle) => void calls.push(['clear', handle]),
    };

    function inWorkflow<T>(code: () => T): T {
      calls.length = 0;
      enterWorkflow(globals);
      try {
        return code();
      } finally {
        leaveWorkflow();
      }
    }

    test('has workflow time, seeded numbers and durable timers', () => {
      const seen = inWorkflow(() => [
        Date.now(),
        new Date().getTime(),
        new Date(5).getTime(),
        Math.random(),
        setTimeout((_: string) => undefined, 10, 'a'),
        clearTimeout(7),
      ]);
      expect(seen).toEqual([123_456, 123_456, 5, 0.125, 7, undefined]);
      expect(calls).toEqual([
        ['set', 10, ['a']],
        ['clear', 7],
      ]);
    });

    test('gets an object of Date(), as in the SDK’s sandbox', () => {
      const date = inWorkflow(() => (Date as unknown as () => unknown)());
      expect(date).toBeInstanceOf(Date);
      expect(date).toEqual(new Date(123_456));
    });

    test.for<[string, () => unknown]>([
      ['setInterval', () => setInterval(() => undefined, 1)],
      ['clearInterval', () => clearInterval(1)],
      ['setImmediate', () => setImmediate(() => undefined)],
      ['clearImmediate', () => clearImmediate(undefined)],
      ['performance', () => performance.now()],
      ['crypto', () => crypto.randomUUID()],
      ['crypto', () => crypto.getRandomValues(new Uint8Array(4))],
      ['node:crypto', () => randomBytes(4)],
      ['fetch', () => fetch('http://127.0.0.1:1')],
      ['AbortSignal', () => AbortSignal.timeout(5)],
      ['node:timers/promises', () => delay(5)],
    ])('has no %s', ([name, use]) => {
      expect(() => inWorkflow(use)).toThrow(ReferenceError);
      expect(() => inWorkflow(use)).toThrow(`${name} is not defined`);
    });

    test.for<[string, () => unknown]>([
      ['WeakRef', () => new WeakRef({})],
      ['FinalizationRegistry', () => new FinalizationRegistry(() => undefined)],
    ])('cannot use a %s', ([name, use]) => {
      expect(() => inWorkflow(use)).toThrow(
        `${name} cannot be used in Workflows because v8 GC is non-deterministic`,
      );
      expect(() => inWorkflow(use)).toThrow(
        expect.objectContaining({ name: 'DeterminismViolationError' }),
      );
    });

    test('is not what runs when an activity goes on in the midst of an activation', async () => {
      let settle: (() => void) | undefined;
      const attempts = new Attempts({
        async activity() {
          await new Promise<void>((resolve) => {
            settle = resolve;
          });
          return Date.now();
        },
      });
      await attempts.start('activity');
      enterWorkflow(globals);
      settle?.();
      await attempts.drain();
      leaveWorkflow();
      expect(attempts.result).toBe(START);
    });
  });
});
