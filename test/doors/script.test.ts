/** Scripts of activities: what each attempt does is what its history shows. */
import { ApplicationFailure } from '@temporalio/common';
import { isCancellation, proxyActivities } from '@temporalio/workflow';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { between, script, simulate, type Script, type SimulationRun } from '../../src/index.ts';

async function charge(order: string, cents: number): Promise<string> {
  return `charged ${order} ${cents}`;
}

const { charge: charges } = proxyActivities<{ charge: typeof charge }>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '1 s' },
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

async function buy(): Promise<string> {
  try {
    return await charges('order-7', 100);
  } catch (error) {
    return isCancellation(error) ? 'cancelled' : 'failed';
  }
}

const played = (
  activity: Script<typeof charge>,
  cancelAfter?: number,
): Promise<SimulationRun<string>> =>
  simulate({ workflows: { buy }, activities: { charge: activity } }, async ({ client, world }) => {
    const handle = await client.workflow.start(buy, { taskQueue: 'q', workflowId: 'w' });
    if (cancelAfter !== undefined) {
      await world.sleep(cancelAfter);
      await handle.cancel();
    }
    return handle.result();
  });

const lasted = ({ now, startTime }: SimulationRun): number => now - startTime;

describe('a script', () => {
  test('takes no time and returns nothing, as long as it says no more', async () => {
    const run = await played(script(charge));
    expect([run.value, lasted(run)]).toEqual([undefined, 0]);
  });

  test('takes its time, heartbeats, and returns', async () => {
    const run = await played(script(charge).beats('5 s').takes('12 s').returns('ok'));
    expect([run.value, lasted(run)]).toEqual(['ok', 12_000]);
    const beats = run.trace.filter(({ name }) => name.startsWith('activity:charge#1 heartbeat'));
    expect(beats.map(({ at }) => at - run.startTime)).toContain(5000);
  });

  test('is another one for the next attempt', async () => {
    const twice = script(charge).takes('1 s').fails('busy').next().takes('2 s').returns('ok');
    const run = await played(twice);
    expect([run.value, lasted(run)]).toEqual(['ok', 4000]);
    expect(run.activity('charge').attempts).toHaveLength(2);
    const failing = script(charge).fails(ApplicationFailure.nonRetryable('no money'));
    expect((await played(failing)).value).toBe('failed');
  });

  test('heeds a cancellation, or not', async () => {
    const working = script(charge).beats('1 s').takes('60 s').returns('ok');
    const heeding = await played(working, 3500);
    expect(heeding.value).toBe('cancelled');
    expect(lasted(heeding)).toBeLessThan(15_000);
    const swallowing = await played(working.whenToldToStop('swallows'), 3500);
    expect(swallowing.value).toBe('ok');
    expect(lasted(swallowing)).toBeLessThan(15_000);
    const ignoring = await played(working.whenToldToStop('ignores'), 3500);
    expect([ignoring.value, lasted(ignoring)]).toEqual(['ok', 60_000]);
  });

  test('does not change by what is made of it', async () => {
    const short = script(charge).takes('1 s').returns('ok');
    void short.takes('1 minute').returns('late');
    expect((await played(short)).value).toBe('ok');
  });

  test('is refused what it cannot do', () => {
    expect(() => script(charge).takes('soon' as never)).toThrow(
      /bound of takes\(\) cannot be 'soon'/,
    );
    expect(() => script(charge).takes('2 s', '1 s')).toThrow(/no less than the first, 2 s/);
    expect(() => script(charge).beats(-1)).toThrow(/interval of beats\(\) cannot be -1/);
  });

  test('has the types of its activity', () => {
    expectTypeOf(script(charge)).toBeCallableWith('order-7', 100);
    expectTypeOf(script(charge).returns).toBeCallableWith('ok');
    expectTypeOf(script(charge)).returns.resolves.toBeString();
    // @ts-expect-error -- it returns a string
    void script(charge).returns(7);
  });
});

test('a duration between two bounds belongs into activity code', () => {
  expect(() => between('1 s', '2 s')).toThrow(
    /outside of activity code .* call world\.between\(\)/,
  );
});
