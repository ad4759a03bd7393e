/** Timers of a test itself: while one is under way, it waits for something real. */
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installAmbientGlobals } from '../../src/host/ambient-globals.ts';
import { foreignTimersPending, watchForeignTimers } from '../../src/host/foreign-timers.ts';

let ends: (() => void)[];

beforeEach(() => {
  ends = [watchForeignTimers(), installAmbientGlobals()];
});
afterEach(() => {
  for (const end of ends) end();
});

describe('a timer of a test', () => {
  test('is under way until it fires', async () => {
    const fired = new Promise<void>((resolve) => setTimeout(resolve, 5));
    expect(foreignTimersPending()).toBe(true);
    await fired;
    expect(foreignTimersPending()).toBe(false);
  });

  test('is under way until it is cleared', () => {
    const timer = setTimeout(() => undefined, 60_000);
    expect(foreignTimersPending()).toBe(true);
    clearTimeout(timer);
    expect(foreignTimersPending()).toBe(false);
  });

  test('does not count if it would let the process end', () => {
    const timer = setTimeout(() => undefined, 60_000).unref();
    expect(foreignTimersPending()).toBe(false);
    clearTimeout(timer);
  });

  test.each([
    ['node:timers/promises', () => wait(5)],
    ['promisify', () => promisify(setTimeout)(5)],
  ])('counts as a promise of %s', async (_source, start) => {
    const promise = start();
    expect(foreignTimersPending()).toBe(true);
    await promise;
    await Promise.resolve();
    expect(foreignTimersPending()).toBe(false);
  });

  test('does not count while nobody watches', () => {
    for (const end of ends) end();
    const uninstall = installAmbientGlobals();
    const timer = setTimeout(() => undefined, 60_000);
    expect(foreignTimersPending()).toBe(false);
    clearTimeout(timer);
    uninstall();
  });
});
