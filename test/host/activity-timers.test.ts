/** Time in activity code: every kind of timer waits on the virtual clock of its world. */
import { sleep } from '@temporalio/activity';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';
import timers, { setInterval as named, setTimeout as namedTimeout } from 'node:timers';
import promises, {
  scheduler,
  setImmediate as promisedImmediate,
  setInterval as iterations,
  setTimeout as delay,
} from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installAmbientGlobals, type Uninstall } from '../../src/host/ambient-globals.ts';
import { real } from '../../src/host/real-globals.ts';
import { VirtualClock } from '../../src/host/virtual-clock.ts';
import { Attempts, START } from './attempts.ts';

let uninstall: Uninstall;
beforeEach(() => {
  uninstall = installAmbientGlobals();
});
afterEach(() => uninstall());

const DAY = 86_400_000;

/** Runs an activity to its end and gives how much virtual time it took by its own clock. */
async function takes(wait: () => unknown, within = 40 * DAY): Promise<unknown> {
  const attempts = new Attempts({
    async activity() {
      const from = Date.now();
      await wait();
      return Date.now() - from;
    },
  });
  await attempts.start('activity');
  await attempts.advance(within);
  return attempts.result;
}

/** Waits for a callback. */
const called = (set: (callback: () => void) => unknown): Promise<void> =>
  new Promise((resolve) => void set(resolve));

describe('virtual time passes in', () => {
  test.for<[string, () => unknown, number]>([
    ['setTimeout', () => called((go) => setTimeout(go, 1500)), 1500],
    ['setInterval', () => called((go) => setInterval(go, 700)), 700],
    ['setImmediate', () => called((go) => setImmediate(go)), 0],
    ['promisify(setTimeout)', () => promisify(setTimeout)(250), 250],
    ['promisify(setImmediate)', () => promisify(setImmediate)(), 0],
    ['setTimeout of node:timers', () => called((go) => timers.setTimeout(go, 30)), 30],
    ['setTimeout imported by name', () => called((go) => namedTimeout(go, 31)), 31],
    ['setInterval imported by name', () => called((go) => named(go, 32)), 32],
    ['setTimeout of node:timers/promises', () => promises.setTimeout(33), 33],
    ['setTimeout of promises imported by name', () => delay(34), 34],
    ['setTimeout of timers.promises', () => timers.promises.setTimeout(35), 35],
    ['setImmediate of promises imported by name', () => promisedImmediate(), 0],
    ['scheduler.wait', () => scheduler.wait(36), 36],
    ['scheduler.yield', () => scheduler.yield(), 0],
    [
      'setInterval of promises imported by name',
      async () => {
        let times = 0;
        for await (const _ of iterations(10)) if (++times === 4) break;
      },
      40,
    ],
    [
      'AbortSignal.timeout',
      () => called((go) => AbortSignal.timeout(5000).addEventListener('abort', go)),
      5000,
    ],
    ['Context.sleep', () => sleep('2 hours'), 7_200_000],
    ['a delay of more than 2^31 ms', () => delay(30 * DAY), 30 * DAY],
    ['a delay of nothing, which is 1 ms as in Node', () => delay(0), 1],
    ['a delay that is no number, which is 1 ms as in Node', () => delay(NaN), 1],
    ['a delay with a fraction, which is cut off as in Node', () => delay(7.9), 7],
  ])('%s', async ([, wait, ms]) => {
    expect(await takes(wait)).toBe(ms);
  });
});

describe('a timer', () => {
  test('does not fire before its time', async () => {
    const attempts = new Attempts({ activity: () => delay(1000, 'rested') });
    await attempts.start('activity');
    await attempts.advance(999);
    expect(attempts.outcome).toBeUndefined();
    expect(attempts.clock.nextWakeUpAt()).toBe(START + 1000);
    await attempts.advance(1);
    expect(attempts.result).toBe('rested');
  });

  test('fires alone: those that are due together take a wake-up each, in the order in which they were set', async () => {
    const fired: string[] = [];
    const attempts = new Attempts({
      activity() {
        setTimeout(() => fired.push('second'), 10);
        setTimeout(() => fired.push('third'), 10);
        setTimeout(() => fired.push('first'), 9);
      },
    });
    await attempts.start('activity');
    attempts.clock.wakeUp(START + 9);
    expect(fired).toEqual(['first']);
    attempts.clock.wakeUp(START + 10);
    expect(fired).toEqual(['first', 'second']);
    attempts.clock.wakeUp(START + 10);
    expect(fired).toEqual(['first', 'second', 'third']);
  });

  test('that was passed over fires late, not in the past', async () => {
    const seen: number[] = [];
    const attempts = new Attempts({
      activity() {
        setTimeout(() => seen.push(Date.now()), 10);
      },
    });
    await attempts.start('activity');
    attempts.clock.setNow(START + 500);
    expect(attempts.clock.nextWakeUpAt()).toBe(START + 10);
    attempts.clock.wakeUp(START + 500);
    expect(seen).toEqual([START + 500]);
  });

  test('fires in the asynchronous context of whoever set it, with its arguments', async () => {
    const tenant = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const attempts = new Attempts({
      activity() {
        tenant.run('acme', () => {
          setTimeout((...args) => seen.push(tenant.getStore(), ...args), 10, 1, 'two');
        });
      },
    });
    await attempts.start('activity');
    await attempts.advance(10);
    expect(seen).toEqual(['acme', 1, 'two']);
  });

  test('can be cleared, also by its number, and set anew', async () => {
    const fired: string[] = [];
    const attempts = new Attempts({
      async activity() {
        clearTimeout(setTimeout(() => fired.push('cleared'), 5));
        clearTimeout(+setTimeout(() => fired.push('cleared by number'), 5));
        clearInterval(setInterval(() => fired.push('interval'), 5));
        clearImmediate(setImmediate(() => fired.push('immediate')));
        timers.clearTimeout(setTimeout(() => fired.push('by node:timers'), 5));
        const again = setTimeout(() => fired.push(`again at ${Date.now() - START}`), 8);
        await delay(6);
        again.refresh();
        clearTimeout(undefined);
        await delay(20);
      },
    });
    await attempts.start('activity');
    await attempts.advance(100);
    expect(fired).toEqual(['again at 14']);
  });

  test('looks like one of Node', async () => {
    const attempts = new Attempts({
      activity() {
        const timer = setTimeout(() => undefined, 5);
        const held = [timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()];
        timer.close();
        return held;
      },
    });
    await attempts.start('activity');
    expect(attempts.result).toEqual([true, false, true]);
    expect(attempts.clock.nextWakeUpAt()).toBeUndefined();
  });

  test('whose callback throws throws it out of the wake-up', async () => {
    const attempts = new Attempts({
      activity() {
        setTimeout(() => {
          throw new RangeError('nobody catches this');
        }, 1);
      },
    });
    await attempts.start('activity');
    expect(() => attempts.clock.wakeUp(START + 1)).toThrow('nobody catches this');
  });

  test('needs a callback', async () => {
    const noCallback = undefined as unknown as () => void;
    const attempts = new Attempts({ activity: () => setTimeout(noCallback, 1) });
    await attempts.start('activity');
    expect(attempts.outcome).toMatchObject({
      failure: { message: expect.stringContaining('"callback"') as string },
    });
  });

  test('repeats until it is cleared from within', async () => {
    const fired: number[] = [];
    const attempts = new Attempts({
      activity() {
        const interval = setInterval(() => {
          fired.push(Date.now() - START);
          if (fired.length === 3) clearInterval(interval);
        }, 100);
      },
    });
    await attempts.start('activity');
    await attempts.advance(1000);
    expect(fired).toEqual([100, 200, 300]);
    expect(attempts.clock.nextWakeUpAt()).toBeUndefined();
  });

  test('that an attempt left behind fires still, but not for ever', async () => {
    let fired = 0;
    const attempts = new Attempts({
      activity() {
        setInterval(() => fired++, 1000);
      },
    });
    await attempts.start('activity');
    expect(attempts.outcome).toMatchObject({ status: 'completed' });
    await attempts.advance(5000);
    expect(fired).toBe(5);
    await attempts.advance(2_000_000);
    expect(fired).toBe(1000);
    expect(attempts.clock.nextWakeUpAt()).toBeUndefined();
  });
});

describe('a promise of a timer', () => {
  test.for([
    ['setTimeout', (signal: AbortSignal) => delay(1000, 1, { signal })],
    ['setImmediate', (signal: AbortSignal) => promisedImmediate(1, { signal })],
    [
      'setInterval',
      async (signal: AbortSignal) => {
        for await (const _ of iterations(1000, 1, { signal }));
      },
    ],
  ] as const)('of %s rejects with Node’s AbortError when its signal aborts', async ([, wait]) => {
    const seen: Error[] = [];
    const attempts = new Attempts({
      async activity() {
        for (const late of [false, true]) {
          const controller = new AbortController();
          if (!late) controller.abort('because');
          const waiting = wait(controller.signal).catch((error: Error) => void seen.push(error));
          if (late) controller.abort('because');
          await waiting;
        }
      },
    });
    await attempts.start('activity');
    expect(seen.map(({ name, cause }) => [name, cause])).toEqual([
      ['AbortError', 'because'],
      ['AbortError', 'because'],
    ]);
    expect(seen[1]?.constructor).toBe(seen[0]?.constructor);
    expect(attempts.clock.nextWakeUpAt()).toBeUndefined();
  });

  test('hands over all the times of an interval that nobody asked for in time', async () => {
    const attempts = new Attempts({
      async activity() {
        const seen: number[] = [];
        for await (const _ of iterations(10)) {
          seen.push(Date.now() - START);
          if (seen.length === 1) await delay(35);
          if (seen.length === 5) return seen;
        }
        return seen;
      },
    });
    await attempts.start('activity');
    await attempts.advance(100);
    expect(attempts.result).toEqual([10, 45, 45, 45, 50]);
  });
});

describe('activity code reads', () => {
  test('the virtual clock, by every means', async () => {
    const attempts = new Attempts({
      async activity() {
        const [monotonic, high, exact] = [
          performance.now(),
          process.hrtime(),
          process.hrtime.bigint(),
        ];
        await delay(1500);
        return [
          new Date().toISOString(),
          Date().startsWith('Thu Jan 01 2026') || Date(),
          performance.now() - monotonic,
          process.hrtime(high),
          Number(process.hrtime.bigint() - exact),
        ];
      },
    });
    await attempts.start('activity');
    await attempts.advance(1500);
    expect(attempts.result).toEqual([
      '2026-01-01T00:00:01.500Z',
      true,
      1500,
      [1, 500_000_000],
      1_500_000_000,
    ]);
  });

  test('random numbers that are the same whenever the attempt is, and of its own', async () => {
    const numbers = async (taskToken: string): Promise<unknown> => {
      const attempts = new Attempts({
        activity: () => [
          Math.random(),
          Math.random(),
          crypto.randomUUID(),
          randomUUID(),
          [...crypto.getRandomValues(new Uint16Array(3))],
          randomBytes(4).toString('hex'),
        ],
      });
      await attempts.start('activity', { taskToken });
      return attempts.result;
    };
    const first = (await numbers('a')) as number[];
    expect(await numbers('a')).toEqual(first);
    expect(await numbers('b')).not.toEqual(first);
    expect(new Set(first).size).toBe(6);
  });
});

describe('two worlds at once', () => {
  test('have clocks of their own', async () => {
    const activities = {
      async activity() {
        await delay(1000);
        return Date.now();
      },
    };
    const here = new Attempts(activities);
    const there = new Attempts(activities, { clock: new VirtualClock(0) });
    await Promise.all([here.start('activity'), there.start('activity')]);
    await there.advance(5000);
    expect(there.result).toBe(1000);
    expect(here.outcome).toBeUndefined();
    expect(here.clock.now).toBe(START);
    await here.advance(1000);
    expect(here.result).toBe(START + 1000);
  });
});

describe('an attempt whose process has died', () => {
  test('gets no timer any more and is not heard', async () => {
    const seen: string[] = [];
    let settle: (() => void) | undefined;
    const attempts = new Attempts({
      async activity() {
        setInterval(() => seen.push('interval'), 10);
        setTimeout(() => seen.push('timeout'), 10);
        await new Promise<void>((resolve) => {
          settle = resolve;
        });
        seen.push(`goes on at ${Date.now() - START}`);
        await delay(10);
        seen.push('has slept');
      },
    });
    const token = await attempts.start('activity');
    attempts.host.kill(token);
    expect(attempts.host.running).toBe(0);
    expect(attempts.clock.nextWakeUpAt()).toBeUndefined();
    await attempts.advance(100);
    // Something real that it had been waiting for.
    settle?.();
    await attempts.drain();
    await attempts.advance(100);
    expect(seen).toEqual(['goes on at 100']);
    expect(attempts.reports).toEqual([]);
  });

  test('cannot end, not even if it was about to', async () => {
    const attempts = new Attempts({ activity: () => delay(10) });
    const token = await attempts.start('activity');
    attempts.clock.wakeUp(START + 10);
    attempts.host.kill(token);
    await attempts.drain();
    expect(attempts.reports).toEqual([]);
  });

  test('takes with it what other attempts of the process left behind', async () => {
    let fired = 0;
    const attempts = new Attempts({
      activity() {
        setInterval(() => fired++, 10);
      },
    });
    await attempts.start('activity');
    attempts.host.close();
    await attempts.advance(100);
    expect(fired).toBe(0);
  });
});

test('no real timer is set for activity code', async () => {
  const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const attempts = new Attempts({ activity: () => Promise.all([delay(1000), sleep(1000)]) });
  await attempts.start('activity');
  const after = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  expect(after).toBe(before);
  expect(real.now()).not.toBe(attempts.clock.now);
});
