/** The scenes of the demo: one workflow after another is interrupted in its own way, all on one virtual clock. */
import type { Duration } from '@temporalio/common';
import type { ScenarioContext } from '../../index.ts';
import * as workflows from './workflows.ts';

/** One scene. */
export interface Scene {
  /** The name by which it is asked for, and the id of its workflow. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen in it. */
  readonly moral: string;
  /** @returns what the client gets in the end */
  readonly play: (context: ScenarioContext, workflowId: string) => Promise<unknown>;
}

/** The queue on which all scenes are played. */
export const QUEUE = 'greetings';

/** How long a client watches before it interrupts. */
const PATIENCE: Duration = '3 seconds';

interface Interrupted {
  readonly by: 'greet' | 'greetSilently' | 'greetRegardless';
  readonly how?: 'cancel' | 'terminate';
  /** Whether the service expects heartbeats. */
  readonly watched?: boolean;
}

function greeting({ by, how = 'cancel', watched = true }: Interrupted): Scene['play'] {
  return async ({ client, world }, workflowId) => {
    const handle = await client.workflow.start(workflows.greeting, {
      args: ['Ada', by, watched],
      taskQueue: QUEUE,
      workflowId,
    });
    await world.sleep(PATIENCE);
    if (how === 'cancel') await handle.cancel();
    else await handle.terminate('enough');
    return handle.result();
  };
}

/** The scenes, in the order in which they are shown: the first one for itself, then pairs. */
export const SCENES: readonly Scene[] = [
  {
    id: 'scope',
    title: 'A workflow starts an activity, cancels it after 3 s through its scope, and goes on',
    moral:
      'The activity is told in the answer to its next heartbeat, stops, and the workflow goes on.',
    play: ({ client }, workflowId) =>
      client.workflow.execute(workflows.changesItsMind, {
        args: ['Ada'],
        taskQueue: QUEUE,
        workflowId,
      }),
  },
  {
    id: 'cancelled',
    title: '1 cancelled by its handle, with clean-up',
    moral:
      'A cancel is a request: the code hears it, cleans up, and closes as it likes: cancelled.',
    play: greeting({ by: 'greet' }),
  },
  {
    id: 'terminated',
    title: '2 terminated',
    moral:
      'A terminate asks nobody: no workflow task, no clean-up. The activity finds the run gone.',
    play: greeting({ by: 'greet', how: 'terminate' }),
  },
  {
    id: 'deaf',
    title: '3 cancelled; the activity never heartbeats',
    moral: 'Who never heartbeats never learns: it works to its end, and the result comes back.',
    play: greeting({ by: 'greetSilently', watched: false }),
  },
  {
    id: 'swallows',
    title: '4 cancelled; the activity swallows it',
    moral: 'A cancellation that is swallowed is none: the workflow completes.',
    play: greeting({ by: 'greetRegardless' }),
  },
  {
    id: 'local',
    title: '5 a local activity, cancelled by its handle',
    moral:
      'Its own worker tells it, without heartbeats, but only when a workflow task brings the news.',
    play: async ({ client, world }, workflowId) => {
      const handle = await client.workflow.start(workflows.localGreeting, {
        args: ['Ada'],
        taskQueue: QUEUE,
        workflowId,
      });
      await world.sleep(PATIENCE);
      await handle.cancel();
      return handle.result();
    },
  },
  {
    id: 'local-scope',
    title: '6 a local activity, cancelled by its scope',
    moral: 'Workflow and activity are in one worker: it hears at once, and no request is made.',
    play: ({ client }, workflowId) =>
      client.workflow.execute(workflows.localChangesItsMind, {
        args: ['Ada'],
        taskQueue: QUEUE,
        workflowId,
      }),
  },
];
