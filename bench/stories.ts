/** The bench's stories in lastcall: the same that `floor.ts` tells by hand. */
import { explore, simulate, type SimulationRun } from '../src/index.ts';
import * as activities from './activities.ts';
import * as workflows from './workflows.ts';

const options = { workflows, activities, taskQueue: 'bench', stepLimit: 100_000_000 } as const;
const start = { taskQueue: 'bench', workflowId: 'w' } as const;

/** S1: cancelled half an hour into its sleep, clean-up, the error again. */
export const s1 = (): Promise<SimulationRun> =>
  simulate(options, async ({ client, world }) => {
    const handle = await client.workflow.start(workflows.order, start);
    await world.sleep(1_800_000);
    await handle.cancel();
    await handle.result().catch(() => undefined);
  });

/** S2: so many activities at once, all cancelled half-way. */
export const s2 = (count: number): Promise<SimulationRun> =>
  simulate({ ...options, traceLimit: 10 }, async ({ client, world }) => {
    const handle = await client.workflow.start(workflows.fanOut, { ...start, args: [count] });
    await world.sleep(5_000);
    await handle.cancel();
    await handle.result().catch(() => undefined);
  });

/** A history as long as it gets. */
const endless = {
  'limit.historyCount.error': 10_000_000,
  'limit.historySize.error': 10_000_000_000,
} as const;

/** S3: so many rounds of an activity, then a timer. */
export const s3 = (count: number): Promise<SimulationRun> =>
  simulate({ ...options, traceLimit: 10, dynamicConfig: endless }, async ({ client }) => {
    await client.workflow.execute(workflows.rounds, { ...start, args: [count] });
  });

/** S4: a chain of so many runs, each continued as new. */
export const s4 = (count: number): Promise<SimulationRun> =>
  simulate({ ...options, traceLimit: 10 }, async ({ client }) => {
    await client.workflow.execute(workflows.chain, { ...start, args: [count] });
  });

/** S5: so many children at once. */
export const s5 = (count: number): Promise<SimulationRun> =>
  simulate({ ...options, traceLimit: 10 }, async ({ client }) => {
    await client.workflow.execute(workflows.parent, { ...start, args: [count] });
  });

/** So many schedules of three activities and a clean-up, in as many explorations as that takes; `watch` is called now and then. */
export async function schedules(count: number, watch: () => void): Promise<void> {
  let begun = 0;
  const beforeEach = (): void => {
    if (begun++ % Math.ceil(count / 10) === 0) watch();
  };
  for (let seed = 1, left = count; left > 0; seed++) {
    const report = await explore(
      {
        ...options,
        seed,
        place: ['cancel', 'terminate'],
        deviations: 3,
        budget: { schedules: left, time: '1 hour' },
        beforeEach,
      },
      async ({ client }) => {
        const handle = await client.workflow.start(workflows.threeSteps, start);
        await handle.result().catch(() => undefined);
      },
    );
    if (report.status === 'broken') throw new Error(report.verdict);
    left -= report.schedules;
  }
}

/** So many heartbeats of one activity, one every 30 seconds; `watch` is called now and then. */
export const heartbeats = (count: number, watch: () => void): Promise<SimulationRun> =>
  simulate({ ...options, traceLimit: 10 }, async ({ client, world }) => {
    const handle = await client.workflow.start(workflows.year, { ...start, args: [count] });
    for (let part = 0; part < 10; part++) {
      await world.sleep((count / 10) * 30_000 - 1);
      watch();
    }
    await handle.result();
  });

/** So many workflows that wait, in one world; `watch` is called while they do. */
export const openWorkflows = (count: number, watch: () => void): Promise<SimulationRun> =>
  simulate(
    { ...options, traceLimit: 10, maxCachedWorkflows: count + 10 },
    async ({ client, world }) => {
      for (let index = 0; index < count; index++) {
        await client.workflow.start(workflows.open, { ...start, workflowId: `w-${index}` });
      }
      await world.sleep(1_000);
      watch();
    },
  );
