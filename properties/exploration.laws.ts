/**
 * Terminate, proven: whatever a workflow is doing when it is terminated, and whatever else happens once, before or after,
 * no law of the service is broken. Every step of ten canonical worlds is tried, with a cancel, another terminate, the
 * terminate of a child, an eviction, the crash of the worker or another order of steps at every step: complete for these two
 * deviations. Lost heartbeats, zombies and workers that are shut down are not among them.
 */
import { heartbeat, sleep as activitySleep } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import {
  CancellationScope,
  condition,
  continueAsNew,
  defineUpdate,
  executeChild,
  ParentClosePolicy,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { exhaustive } from '../src/exploration/exhaustive.ts';
import type { ProbeSettings } from '../src/exploration/probe.ts';
import type { Schedule } from '../src/exploration/schedule.ts';
import { Search } from '../src/exploration/search.ts';
import { serviceLaws } from '../src/laws/service-laws.ts';
import type { Scenario } from '../src/simulation/simulation.ts';

const add = defineUpdate<string, [string]>('add');

const activities = {
  async heartbeats(ms: number): Promise<string> {
    for (let done = 0; done < ms; done += 100) {
      heartbeat(done);
      await activitySleep(100);
    }
    return 'worked';
  },
  async isSilent(ms: number): Promise<string> {
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
    return 'worked';
  },
  async fails(): Promise<void> {
    throw new Error('always');
  },
};

const options = { startToCloseTimeout: '10 s', heartbeatTimeout: '1 s' } as const;
const retry = { maximumAttempts: 2, initialInterval: '2 s' };
const waited = proxyActivities<typeof activities>({
  ...options,
  retry,
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
const tried = proxyActivities<typeof activities>({ ...options, cancellationType: 'TRY_CANCEL' });
const local = proxyLocalActivities<typeof activities>({
  startToCloseTimeout: '10 s',
  localRetryThreshold: '1 s',
  retry,
});

const childOptions = (policy: keyof typeof ParentClosePolicy) => ({
  workflowId: 'child',
  parentClosePolicy: ParentClosePolicy[policy],
});

const workflows = {
  async heartbeating(): Promise<string> {
    return await waited.heartbeats(200);
  },
  async silent(): Promise<string> {
    return await tried.isSilent(200);
  },
  async failing(): Promise<void> {
    await waited.fails();
  },
  async locally(): Promise<string> {
    return await local.isSilent(200);
  },
  async locallyFailing(): Promise<void> {
    await local.fails();
  },
  async cleansUp(): Promise<void> {
    try {
      await sleep('1 minute');
    } finally {
      await CancellationScope.nonCancellable(() => tried.isSilent(100));
    }
  },
  async leaves(policy: keyof typeof ParentClosePolicy): Promise<void> {
    await startChild('silent', childOptions(policy));
    await sleep('1 s');
  },
  async takesUpdates(): Promise<void> {
    let taken = 0;
    setHandler(add, async (item) => {
      await sleep('1 s');
      taken++;
      return item;
    });
    await condition(() => taken > 0);
  },
  async continues(rounds: number): Promise<void> {
    await sleep('1 s');
    if (rounds > 0) await continueAsNew<typeof workflows.continues>(rounds - 1);
  },
  async awaitsChild(policy: keyof typeof ParentClosePolicy): Promise<string> {
    return await executeChild<typeof workflows.silent>('silent', childOptions(policy));
  },
};

type Play = (handle: WorkflowHandle) => Promise<unknown>;

const played = (
  workflow: keyof typeof workflows,
  args: readonly unknown[] = [],
  play: Play = () => Promise.resolve(),
): Scenario<void> => {
  return async ({ client, world }) => {
    const handle = await client.workflow.start(workflow, {
      taskQueue: 'q',
      workflowId: 'w',
      args: [...args],
    });
    await play(handle);
    await world.settle();
  };
};

const worlds: readonly (readonly [name: string, scenario: Scenario<void>])[] = [
  ['an activity that heartbeats', played('heartbeating')],
  ['an activity that does not', played('silent')],
  ['an activity between two attempts', played('failing')],
  ['a local activity', played('locally')],
  ['a local activity that waits for its next attempt', played('locallyFailing')],
  ['a child that is to be terminated', played('awaitsChild', ['TERMINATE'])],
  ['a child that is to be cancelled', played('leaves', ['REQUEST_CANCEL'])],
  ['a child that is to be abandoned', played('leaves', ['ABANDON'])],
  [
    'an update in flight',
    played('takesUpdates', [], (handle) =>
      handle.executeUpdate(add, { args: ['a'] }).catch(() => undefined),
    ),
  ],
  ['a run that continues as new', played('continues', [1])],
];

/** Laws that a search must have seen at work, lest it prove nothing. */
const TERMINATE_LAWS = [
  'one-closing-event',
  'closed-run-is-handed-no-task',
  'closed-run-runs-no-code',
];

const isTerminate = (schedule: Schedule): boolean =>
  schedule.some((deviation) => 'place' in deviation && deviation.place === 'terminate w');

/** Runs the schedules of which one of two deviations is a terminate. */
class TerminateSearch extends Search {
  override mine(schedule: Schedule): boolean {
    return isTerminate(schedule);
  }
}

async function explored(scenario: Scenario<void>): Promise<TerminateSearch> {
  const settings: ProbeSettings = {
    options: { workflows, activities, settleWithin: '1 hour' },
    scenario,
    inPlay: {
      place: ['terminate', 'cancel', 'childTerminate'],
      faults: ['eviction', 'workerCrash'],
    },
    laws: () => [serviceLaws()],
  };
  const lookout = { placements: true, orders: true };
  const budget = { schedules: 100_000, time: '1 hour' } as const;
  const search = new TerminateSearch({ deviations: 2, budget }, settings, lookout);
  await search.begin();
  const { completeUpTo } = await exhaustive.explore(search);
  expect(completeUpTo).toBe(2);
  return search;
}

describe('a terminate at every step, and one more thing at any: an interrupt, an eviction, a crash or another order', () => {
  test.each(worlds)('breaks no law of the service: %s', async (_name, scenario) => {
    const search = await explored(scenario);
    expect(search.found?.probe.violation?.message).toBeUndefined();
    expect(search.divergence?.message).toBeUndefined();
    const premises = new Map(search.laws.map(({ law, premises: times }) => [law, times]));
    for (const law of TERMINATE_LAWS) expect(premises.get(law), law).toBeGreaterThan(0);
  });
});
