/** Twelve small worlds, each with at most two activities and two interrupts: small enough to take their steps in every order. */
import { heartbeat, sleep as activitySleep } from '@temporalio/activity';
import type { Client, WorkflowHandle } from '@temporalio/client';
import {
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  ParentClosePolicy,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  startChild,
} from '@temporalio/workflow';
import type { Scenario } from '../../src/simulation/simulation.ts';

/** One small world. */
export interface SmallWorld {
  /** Who meets whom in it. */
  readonly name: string;
  readonly scenario: Scenario<void>;
}

const go = defineSignal('go');
const add = defineUpdate<string, [string]>('add');

/** Activities that take no time, and one that does. */
export const activities = {
  /** Heartbeats every 10 ms for a while. */
  async works(ms: number): Promise<string> {
    for (let done = 0; done < ms; done += 10) {
      heartbeat(done);
      await activitySleep(10);
    }
    return 'worked';
  },
  async echo(value: string): Promise<string> {
    return value;
  },
};

const { echo, works } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 1 },
});
const local = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

/** The workflows of all worlds. */
export const workflows = {
  async returns(): Promise<string> {
    return 'done';
  },
  async waits(): Promise<void> {
    await condition(() => false);
  },
  async waitsForGo(): Promise<string> {
    let gone = false;
    setHandler(go, () => {
      gone = true;
    });
    await condition(() => gone);
    return 'gone';
  },
  async runsOne(): Promise<string> {
    return await echo('one');
  },
  async runsTwoAtOnce(): Promise<string[]> {
    return await Promise.all([echo('one'), echo('two')]);
  },
  async worksThreeTimes(): Promise<void> {
    await Promise.all([works(30), works(20), works(20)]);
  },
  async sleeps(ms: number): Promise<void> {
    await sleep(ms);
  },
  async runsLocal(): Promise<string> {
    return await local.echo('local');
  },
  async takesTwoUpdates(): Promise<string> {
    const items: string[] = [];
    setHandler(add, (item) => {
      items.push(item);
      return items.join();
    });
    await condition(() => items.length > 1);
    return items.join();
  },
  async leaves(child: string, policy: keyof typeof ParentClosePolicy): Promise<string> {
    await startChild(child, { workflowId: 'child', parentClosePolicy: ParentClosePolicy[policy] });
    return 'left';
  },
  async continues(rounds: number): Promise<string> {
    await echo('round');
    if (rounds > 0) await continueAsNew<typeof workflows.continues>(rounds - 1);
    return 'last';
  },
};

type Handle = WorkflowHandle<() => Promise<unknown>>;

const tolerated = (call: Promise<unknown>): Promise<unknown> => call.catch(() => undefined);
const cancel = (handle: Handle): Promise<unknown> => tolerated(handle.cancel());
const terminate = (handle: Handle): Promise<unknown> => tolerated(handle.terminate());
const signal = (handle: Handle): Promise<unknown> => tolerated(handle.signal(go));
const update = (handle: Handle, item: string): Promise<unknown> =>
  tolerated(handle.executeUpdate(add, { args: [item], updateId: item }));

async function start(
  client: Client,
  workflow: keyof typeof workflows,
  workflowId: string,
  args: unknown[] = [],
): Promise<Handle> {
  return (await client.workflow.start(workflow, { taskQueue: 'q', workflowId, args })) as Handle;
}

const world = (
  name: string,
  play: (client: Client, settle: () => Promise<void>) => Promise<unknown>,
): SmallWorld => ({
  name,
  scenario: async ({ client, world: surroundings }) => {
    await play(client, () => surroundings.settle());
  },
});

/** The worlds. */
export const worlds: readonly SmallWorld[] = [
  world('an activity, cancelled and terminated', async (client) => {
    const w = await start(client, 'runsOne', 'w');
    await Promise.all([cancel(w), terminate(w)]);
  }),
  world('two activities at once, terminated', async (client) => {
    await terminate(await start(client, 'runsTwoAtOnce', 'w'));
  }),
  world('a local activity, cancelled and signalled', async (client) => {
    const w = await start(client, 'runsLocal', 'w');
    await Promise.all([cancel(w), signal(w)]);
  }),
  world('a signal and a cancel', async (client) => {
    const w = await start(client, 'waitsForGo', 'w');
    await Promise.all([signal(w), cancel(w)]);
  }),
  world('two updates of a workflow that waits for them', async (client, settle) => {
    const w = await start(client, 'takesTwoUpdates', 'w');
    await settle();
    await Promise.all([update(w, 'a'), update(w, 'b')]);
  }),
  world('continued as new, cancelled', async (client) => {
    await cancel(await start(client, 'continues', 'w', [1]));
  }),
  world('a child that is terminated with its parent', async (client) => {
    await start(client, 'leaves', 'w', ['waits', 'TERMINATE']);
  }),
  world('a child with an activity that is cancelled with its parent', async (client) => {
    await start(client, 'leaves', 'w', ['runsOne', 'REQUEST_CANCEL']);
  }),
  world('a child that outlives its parent', async (client) => {
    await start(client, 'leaves', 'w', ['returns', 'ABANDON']);
  }),
  world('an activity beside another workflow', async (client) => {
    await start(client, 'runsOne', 'w');
    await start(client, 'returns', 'other');
  }),
  world('two workflows, the second terminated', async (client) => {
    await start(client, 'returns', 'w');
    await terminate(await start(client, 'returns', 'other'));
  }),
  world('two workflows that wait, cancelled and terminated', async (client, settle) => {
    const w = await start(client, 'waits', 'w');
    const other = await start(client, 'waits', 'other');
    await settle();
    await Promise.all([cancel(w), terminate(other)]);
  }),
];

/** Worlds in which time passes, so that what is late meets what is due later. */
export const late: readonly SmallWorld[] = [
  world('three activities that heartbeat, cancelled', async (client) => {
    await cancel(await start(client, 'worksThreeTimes', 'w'));
  }),
  world('a timer, cancelled', async (client) => {
    await cancel(await start(client, 'sleeps', 'w', [20]));
  }),
];
