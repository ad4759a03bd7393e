/** What an activity finds around it, and how it is started. */
import { Context } from '@temporalio/activity';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installAmbientGlobals, type Uninstall } from '../../src/host/ambient-globals.ts';
import { Attempts, payload, START } from './attempts.ts';

let uninstall: Uninstall;
beforeEach(() => {
  uninstall = installAmbientGlobals();
});
afterEach(() => uninstall());

test('an activity gets its arguments and gives its result', async () => {
  const attempts = new Attempts({ add: async (a: number, b: number) => a + b });
  await attempts.start('add', { input: [payload(2), payload(3)] });
  expect(attempts.result).toBe(5);
  expect(attempts.host.running).toBe(0);
});

test('an activity sleeps on the virtual clock', async () => {
  const attempts = new Attempts({
    async nap() {
      await Context.current().sleep('30 days');
      return new Date().toISOString();
    },
  });
  await attempts.start('nap');
  expect(attempts.outcome).toBeUndefined();
  expect(attempts.clock.nextWakeUpAt()).toBe(START + 30 * 86_400_000);
  await attempts.advance(30 * 86_400_000);
  expect(attempts.result).toBe('2026-01-31T00:00:00.000Z');
});
