/** The demo: the same workflow cancelled, terminated, over an activity that is deaf and one that swallows, on one clock. */
import { WorkflowFailedError } from '@temporalio/client';
import { simulate, type ScenarioContext, type SimulationRun } from '../../index.ts';
import { sideBySide, type Dress } from '../../report/side-by-side.ts';
import { storyOf } from '../../report/told.ts';
import * as activities from './activities.ts';
import * as workflows from './workflows.ts';

interface Scene {
  readonly id: string;
  readonly title: string;
  readonly play: (context: ScenarioContext, workflowId: string) => Promise<unknown>;
  readonly moral: string;
}

const QUEUE = 'greetings';

type Interrupt = 'cancel' | 'terminate';

function greeting(
  by: 'greet' | 'greetSilently' | 'greetRegardless',
  how: Interrupt,
  watched = true,
): Scene['play'] {
  return async ({ client, world }, workflowId) => {
    const handle = await client.workflow.start(workflows.greeting, {
      args: ['Ada', by, watched],
      taskQueue: QUEUE,
      workflowId,
    });
    await world.sleep('3 seconds');
    if (how === 'cancel') await handle.cancel();
    else await handle.terminate('enough');
    return handle.result();
  };
}

const SCENES: readonly Scene[] = [
  {
    id: 'scope',
    title: '0 the workflow cancels its activity, and goes on',
    play: async ({ client }, workflowId) =>
      client.workflow.execute(workflows.changesItsMind, {
        args: ['Ada'],
        taskQueue: QUEUE,
        workflowId,
      }),
    moral: 'A scope is cancelled; the activity hears of it in the answer to its next heartbeat.',
  },
  {
    id: 'cancelled',
    title: '1 cancelled by its handle',
    play: greeting('greet', 'cancel'),
    moral: 'A cancel is a request: the code hears it, may clean up, and closes as it likes.',
  },
  {
    id: 'terminated',
    title: '2 terminated',
    play: greeting('greet', 'terminate'),
    moral:
      'A terminate asks nobody: no more workflow tasks, no clean-up; the activity finds the run gone.',
  },
  {
    id: 'deaf',
    title: '3 cancelled, but the activity never heartbeats',
    play: greeting('greetSilently', 'cancel', false),
    moral:
      'Who never heartbeats never learns: it works to the end, and its result is what comes back.',
  },
  {
    id: 'swallows',
    title: '4 cancelled, but the activity swallows it',
    play: greeting('greetRegardless', 'cancel'),
    moral: 'A swallowed cancellation is a completion: the workflow is completed, not cancelled.',
  },
  {
    id: 'silent',
    title: '5 never heartbeats, with a heartbeat timeout',
    play: greeting('greetSilently', 'cancel'),
    moral: 'With a heartbeat timeout the service finds out by itself, cancel or no cancel.',
  },
  {
    id: 'local',
    title: '6 a local activity, cancelled without heartbeats',
    play: async ({ client, world }, workflowId) => {
      const handle = await client.workflow.start(workflows.localGreeting, {
        args: ['Ada'],
        taskQueue: QUEUE,
        workflowId,
      });
      await world.sleep('3 seconds');
      await handle.cancel();
      return handle.result();
    },
    moral:
      'A local activity runs in its worker, which tells it directly, with the next workflow task.',
  },
];

/** How a result, or the lack of it, looks to the client. */
async function asTheClientSees(result: Promise<unknown>): Promise<string> {
  try {
    return `the result ${JSON.stringify(await result)}`;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return `WorkflowFailedError: ${error.message} (${error.cause?.name ?? 'no cause'}: ${error.cause?.message ?? ''})`;
  }
}

/** Plays all scenes at once, in one world. */
async function play(): Promise<SimulationRun<ReadonlyMap<string, string>>> {
  const options = { workflows, activities, taskQueue: QUEUE, settleWithin: '1 minute' } as const;
  return simulate(options, async (context) => {
    const seen = await Promise.all(
      SCENES.map(
        async ({ id, play: scene }) => [id, await asTheClientSees(scene(context, id))] as const,
      ),
    );
    return new Map(seen);
  });
}

/** The demo as text. @param width in characters */
export async function demo(width: number, dress: Dress): Promise<string> {
  const began = performance.now();
  const run = await play();
  const tookMs = Math.round(performance.now() - began);
  const seenBy = run.value;
  const column = ({ id, title }: Scene): Parameters<typeof sideBySide>[0][number] => ({
    title,
    lines: storyOf(run, id),
  });
  const pairs = [SCENES.slice(0, 1), SCENES.slice(1, 3), SCENES.slice(3, 5), SCENES.slice(5)];
  const parts = pairs.map((scenes) =>
    [
      sideBySide(scenes.map(column), run.startTime, width, dress),
      ...scenes.map(({ id, moral }) => `  ${id}: the client sees ${seenBy.get(id)}\n    ${moral}`),
    ].join('\n'),
  );
  const virtual = Math.round((run.now - run.startTime) / 1000);
  return [
    ...parts,
    `${run.stepsTaken} steps, ${virtual} s of virtual time, ${tookMs} ms of real time; no server, no download, no bundle.`,
  ].join('\n\n');
}
