/** Scenarios that are explored in several threads: well-behaved ones, and ones that do to their thread what they should not. */
import { isMainThread } from 'node:worker_threads';
import { heartbeat, sleep as pause } from '@temporalio/activity';
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type { ExploreOptions, Scenario, WorkflowLaw } from '../../../src/index.ts';

const activities = {
  async charge(): Promise<void> {
    heartbeat();
    await pause(1000);
  },
  async refund(): Promise<void> {},
  async ends(): Promise<void> {
    if (!isMainThread) process.exit(3);
  },
  async throws(): Promise<void> {
    if (isMainThread) return;
    process.nextTick(() => {
      throw new Error('out of nowhere');
    });
  },
  async loops(): Promise<void> {
    while (!isMainThread);
  },
};

const proxied = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '2s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
const { charge, refund } = proxied;

const workflows = {
  async twice(): Promise<void> {
    await Promise.all([charge(), charge()]);
  },
  async careless(): Promise<void> {
    try {
      await sleep('1s');
      await charge();
    } finally {
      await refund();
    }
  },
  async onceCancelled(does: 'ends' | 'throws' | 'loops'): Promise<void> {
    try {
      await sleep('1s');
    } catch {
      await CancellationScope.nonCancellable(() => proxied[does]());
    }
  },
  async waits(ms: number): Promise<void> {
    await sleep(ms);
  },
};

/** What all of them are explored with. */
export const options: ExploreOptions = { workflows, activities, settleWithin: '1 hour' };

const running =
  (workflow: keyof typeof workflows, ...args: unknown[]): Scenario<void> =>
  async ({ client }) => {
    await client.workflow.execute(workflow, { taskQueue: 'q', workflowId: 'w', args });
  };

export const twice: Scenario<void> = running('twice');
export const careless: Scenario<void> = running('careless');

/** The first thing that differs from the boring run brings their thread down. */
export const ends: Scenario<void> = running('onceCancelled', 'ends');
export const throws: Scenario<void> = running('onceCancelled', 'throws');
export const loops: Scenario<void> = running('onceCancelled', 'loops');

/** Where it was loaded says how long it takes. */
export const moody: Scenario<void> = running('waits', isMainThread ? 10 : 20);

const throwing: WorkflowLaw = {
  name: 'my-law',
  statement: 'It holds.',
  reason: 'It should.',
  watch: () => ({
    events: {
      WorkflowExecutionCancelRequested() {
        throw new TypeError('oh');
      },
    },
  }),
};

/** An object with both, of which the options have a law that throws. */
export const withThrowingLaw: {
  readonly options: ExploreOptions;
  readonly scenario: Scenario<void>;
} = {
  options: { ...options, extraLaws: [throwing] },
  scenario: twice,
};

export const noFunction = 7;
