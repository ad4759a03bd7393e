/** Whatever befalls messages on their way, what Temporal promises holds: answers are lost, requests come twice, or too late. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Probe, ProbeSettings } from '../src/exploration/probe.ts';
import { randomWalk } from '../src/exploration/random-walk.ts';
import { Search } from '../src/exploration/search.ts';
import { scripted } from '../src/fast-check/activity-script.ts';
import { go, programmed } from '../src/fast-check/programmed-workflow.ts';
import { workflowProgram, type Operation } from '../src/fast-check/workflow-program.ts';
import { serviceLaws } from '../src/laws/service-laws.ts';
import { runs } from './runs.ts';

const settingsOf = (program: Operation): ProbeSettings => ({
  options: {
    workflows: { programmed },
    activities: { scripted },
    settleWithin: '1 minute',
    stepLimit: 2000,
  },
  scenario: async ({ client }) => {
    const handle = await client.workflow.start(programmed, {
      args: [program],
      taskQueue: 'programs',
      workflowId: 'program',
      workflowRunTimeout: '1 hour',
    });
    await handle.signal(go);
  },
  inPlay: {
    place: ['cancel', 'timeout'],
    faults: ['answerLost', 'requestDoubled', 'taskTimeout', 'heartbeatLoss', 'workerCrash'],
  },
  laws: () => [serviceLaws()],
});

/** Walks at random, and counts what has befallen. */
class WitnessedWalk extends Search {
  readonly befallen = new Map<string, number>();

  override note(probe: Probe): void {
    super.note(probe);
    for (const deviation of probe.schedule) {
      const what = 'place' in deviation ? deviation.place : deviation.type;
      this.befallen.set(what, (this.befallen.get(what) ?? 0) + 1);
    }
  }
}

test('whatever befalls messages on their way, the laws of the service hold', async () => {
  const befallen = new Set<string>();
  const parts = { localActivities: true, children: true, rarities: true };
  await fc.assert(
    fc.asyncProperty(workflowProgram(parts), fc.nat(), async (program, seed) => {
      const budget = { schedules: 25, time: '1 minute' } as const;
      const lookout = { placements: true, orders: true, jitter: true };
      const walk = new WitnessedWalk({ deviations: 1, seed, budget }, settingsOf(program), lookout);
      await walk.begin();
      await randomWalk.explore(walk);
      expect(walk.found?.probe.violation?.message).toBeUndefined();
      expect(walk.divergence?.message).toBeUndefined();
      for (const what of walk.befallen.keys()) befallen.add(what);
    }),
    runs(25),
  );
  for (const what of ['lose its answer', 'send it twice', 'let its task time out first'])
    expect(befallen).toContain(what);
});
