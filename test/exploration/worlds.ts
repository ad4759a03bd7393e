/** Twelve small worlds, each with at most three activities and two interrupts: small enough to take their steps in every order. */
import { CancelledFailure, Context } from '@temporalio/activity';
import type { Client, WorkflowHandle } from '@temporalio/client';
import {
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  executeChild,
  isCancellation,
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

/** Activities that take no time, and one that waits until it is told to stop. */
export const activities = {
  async echo(value: string): Promise<string> {
    return value;
  },
  async untilCancelled(): Promise<string> {
    try {
      await Context.current().cancelled;
    } catch (error) {
      if (error instanceof CancelledFailure) return 'cancelled';
      throw error;
    }
    return 'never';
  },
};

const { echo } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 1 },
});
const local = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

const cleanUp = (): Promise<string> => CancellationScope.nonCancellable(() => echo('clean-up'));

/** The workflows of all worlds. */
export const workflows = {
  async runsOne(): Promise<string> {
    return await echo('one');
  },
  async runsTwo(): Promise<string> {
    return (await echo('one')) + (await echo('two'));
  },
  async runsTwoAtOnce(): Promise<string[]> {
    return await Promise.all([echo('one'), echo('two')]);
  },
  async runsLocal(): Promise<string> {
    return await local.echo('local');
  },
  async sleepsThenCleansUp(): Promise<void> {
    try {
      await sleep('1 hour');
    } catch (error) {
      if (isCancellation(error)) await cleanUp();
      throw error;
    }
  },
  async waitsForGo(): Promise<string> {
    let gone = false;
    setHandler(go, () => {
      gone = true;
    });
    await condition(() => gone);
    return 'gone';
  },
  async takesUpdates(): Promise<string> {
    const items: string[] = [];
    setHandler(add, (item) => {
      items.push(item);
      return items.join();
    });
    await condition(() => items.length > 1);
    return items.join();
  },
  async runsChild(): Promise<string> {
    return await executeChild<typeof workflows.runsOne>('runsOne', { workflowId: 'child' });
  },
  async leavesChild(policy: keyof typeof ParentClosePolicy): Promise<string> {
    await startChild('sleepsThenCleansUp', {
      workflowId: 'child',
      parentClosePolicy: ParentClosePolicy[policy],
    });
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
  world('an activity, cancelled', async (client) => {
    await cancel(await start(client, 'runsOne', 'w'));
  }),
  world('two activities in a row, cancelled', async (client) => {
    await cancel(await start(client, 'runsTwo', 'w'));
  }),
  world('two activities at once, terminated', async (client) => {
    await terminate(await start(client, 'runsTwoAtOnce', 'w'));
  }),
  world('an activity, cancelled and terminated', async (client) => {
    const w = await start(client, 'runsOne', 'w');
    await Promise.all([cancel(w), terminate(w)]);
  }),
  world('a local activity, cancelled and signalled', async (client) => {
    const w = await start(client, 'runsLocal', 'w');
    await Promise.all([cancel(w), signal(w)]);
  }),
  world('a clean-up, terminated', async (client, settle) => {
    const w = await start(client, 'sleepsThenCleansUp', 'w');
    await settle();
    await Promise.all([cancel(w), terminate(w)]);
  }),
  world('a signal and a cancel', async (client) => {
    const w = await start(client, 'waitsForGo', 'w');
    await Promise.all([signal(w), cancel(w)]);
  }),
  world('two updates', async (client, settle) => {
    const w = await start(client, 'takesUpdates', 'w');
    await settle();
    await Promise.all([
      tolerated(w.executeUpdate(add, { args: ['a'], updateId: 'a' })),
      tolerated(w.executeUpdate(add, { args: ['b'], updateId: 'b' })),
    ]);
  }),
  world('a child, cancelled through its parent', async (client) => {
    await cancel(await start(client, 'runsChild', 'w'));
  }),
  world('a child that is terminated with its parent', async (client) => {
    await start(client, 'leavesChild', 'w', ['TERMINATE']);
  }),
  world('two workflows, each cancelled', async (client) => {
    const [a, b] = await Promise.all([
      start(client, 'runsOne', 'a'),
      start(client, 'runsOne', 'b'),
    ]);
    await Promise.all([cancel(a), cancel(b)]);
  }),
  world('continued as new, cancelled', async (client) => {
    await cancel(await start(client, 'continues', 'w', [1]));
  }),
];
