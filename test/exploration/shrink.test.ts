/** Shrinking: fewer deviations, none of which can be left out, as early as they go, in less than two seconds. */
import { heartbeat, sleep as pause } from '@temporalio/activity';
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/common/random.ts';
import { PriorityGuide } from '../../src/exploration/pct.ts';
import { probe, probeWith, type Probe, type ProbeSettings } from '../../src/exploration/probe.ts';
import { ProbesHere } from '../../src/exploration/probes-here.ts';
import { scheduleText } from '../../src/exploration/schedule.ts';
import { shrink } from '../../src/exploration/shrink.ts';

const activities = {
  async reserve(): Promise<void> {
    heartbeat();
    await pause(1000);
  },
  async charge(): Promise<void> {
    await pause(500);
  },
  async release(): Promise<void> {},
};
const { reserve, charge, release } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '5 s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

const workflows = {
  /** Gives back twice where it is cancelled after it has charged. */
  async order(): Promise<void> {
    await Promise.all([reserve(), reserve()]);
    try {
      await charge();
      await sleep('1 day');
    } catch (error) {
      await CancellationScope.nonCancellable(() => release());
      throw error;
    } finally {
      await CancellationScope.nonCancellable(() => release());
    }
  },
};

const lookout = { placements: true, orders: true };
const settings: ProbeSettings = {
  options: { workflows, activities, settleWithin: '2 days' },
  scenario: async ({ client, world }) => {
    await client.workflow.start('order', { taskQueue: 'q', workflowId: 'w' });
    await world.settle();
    expect(world.activity('release').attempts.length).toBeLessThan(2);
  },
  inPlay: { place: ['cancel'], faults: ['eviction', 'requestDoubled'] },
  laws: () => [],
};

/** A run that goes its own way in many things, and breaks the expectation. */
async function brokenAtRandom(seed: number): Promise<Probe> {
  const random = seededRandom(seed);
  for (let run = 0; run < 500; run++) {
    const changes = { depth: 12, length: 40, placements: true };
    const walked = await probeWith(settings, new PriorityGuide(random, changes, 0));
    if (walked.broken !== undefined && walked.schedule.length > 3) return walked;
  }
  throw new Error('no such run was found');
}

describe.each([1, 2, 3, 4])('a run that was found at random (seed %i)', (seed) => {
  test('is shrunk to deviations that are all needed, each as early as it goes', async () => {
    const found = await brokenAtRandom(seed);
    const began = performance.now();
    const smallest = await shrink(found, lookout, (schedule, look) =>
      probe(settings, schedule, look),
    );
    expect(performance.now() - began).toBeLessThan(2000);
    expect(smallest.broken).toBe(found.broken);
    expect(smallest.schedule.length, scheduleText(smallest.schedule)).toBe(1);
    for (const [at] of smallest.schedule.entries()) {
      const without = smallest.schedule.toSpliced(at, 1);
      expect((await probe(settings, without)).broken).toBeUndefined();
    }
    const { opportunities } = await new ProbesHere(settings).probe([], lookout, undefined);
    const [own] = smallest.schedule;
    for (const { deviation } of opportunities) {
      if (!('place' in deviation && own !== undefined && 'place' in own)) continue;
      if (deviation.place !== own.place) continue;
      if (scheduleText([deviation]) === scheduleText([own])) break;
      expect((await probe(settings, [deviation])).broken).toBeUndefined();
    }
  });
});
