/** The demo: the same workflow cancelled, terminated, over an activity that is deaf and one that swallows, on one clock. */
import { WorkflowFailedError } from '@temporalio/client';
import { rootCause } from '@temporalio/common';
import { folded, Stories } from '../../report/story.ts';
import { sideBySide, type Dress } from '../../report/side-by-side.ts';
import { runSimulation, type SimulationRun } from '../../simulation/simulation.ts';
import * as activities from './activities.ts';
import { QUEUE, SCENES, type Scene } from './scenes.ts';
import * as workflows from './workflows.ts';

const OPTIONS = { workflows, activities, taskQueue: QUEUE, settleWithin: '1 minute' } as const;

/** From this width on, four stories fit beside each other. */
const WIDE = 180;

/** How a result, or the lack of it, looks to the client. */
async function asTheClientSees(result: Promise<unknown>): Promise<readonly [string, string]> {
  try {
    const text = JSON.stringify(await result);
    return [`gets ${text}`, text];
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause, name } = error;
    return [`gets ${cause?.name}`, `${name}, by ${cause?.name}: ${rootCause(cause)}`];
  }
}

/** What is left of a play. */
interface Played {
  readonly run: SimulationRun<ReadonlyMap<string, string>>;
  readonly stories: Stories;
}

/** Plays scenes at once, in one world. */
async function play(scenes: readonly Scene[]): Promise<Played> {
  const stories = new Stories();
  const run = await runSimulation(
    OPTIONS,
    async (context) => {
      const seen = await Promise.all(
        scenes.map(async ({ id, play: scene }) => {
          const [short, long] = await asTheClientSees(scene(context, id));
          stories.clientLine(id, context.world.now, short);
          return [id, long] as const;
        }),
      );
      return new Map(seen);
    },
    { observers: [stories] },
  );
  return { run, stories };
}

function inRows(scenes: readonly Scene[], width: number): readonly (readonly Scene[])[] {
  const [first, ...others] = scenes;
  if (first === undefined) return [];
  const perRow = width >= WIDE ? 4 : 2;
  const rows: Scene[][] = first.id === SCENES[0]?.id ? [[first]] : [];
  const rest = rows.length > 0 ? others : scenes;
  for (let at = 0; at < rest.length; at += perRow) rows.push(rest.slice(at, at + perRow));
  return rows;
}

/** What is to be seen, and how to read it. */
function introduction(dress: Dress): string {
  return [
    'A greeting takes ten seconds to write. What becomes of it if somebody interrupts after three?',
    'Real workflow and activity code on the published Temporal SDK, in one process, in virtual time.',
    '',
    `  ${dress('client', '▶ the client')}   ${dress('activity', '● activity code')}   ${dress('told', '◀ somebody is told')}   1 2 3 events of the history`,
  ].join('\n');
}

/** The names of the scenes. */
export const sceneNames: readonly string[] = SCENES.map(({ id }) => id);

/** A demo that has been played. */
export interface PlayedDemo {
  /** The stories as text. @param width in characters */
  text(width: number, dress: Dress): string;
  /** The stories as data. */
  data(): object;
}

/** Plays the demo. @param only - the names of the scenes to play; all of them if there are none */
export async function demo(only: readonly string[] = []): Promise<PlayedDemo> {
  const scenes = only.length === 0 ? SCENES : SCENES.filter(({ id }) => only.includes(id));
  const began = performance.now();
  const played = await play(scenes);
  const tookMs = Math.round(performance.now() - began);
  return {
    text: (width, dress) => textOf(scenes, played, tookMs, width, dress),
    data: () => dataOf(scenes, played),
  };
}

function textOf(
  scenes: readonly Scene[],
  { run, stories }: Played,
  tookMs: number,
  width: number,
  dress: Dress,
): string {
  const column = ({ id, title }: Scene): Parameters<typeof sideBySide>[0][number] => ({
    title,
    lines: folded(stories.of(id)),
  });
  const parts = inRows(scenes, width).map((row) =>
    [
      sideBySide(row.map(column), run.startTime, width, dress),
      '',
      ...row.map(({ id, moral }) =>
        [
          `${dress('title', id)}  ${moral}`,
          `${' '.repeat(id.length)}  The client gets ${run.value.get(id)}.`,
        ].join('\n'),
      ),
    ].join('\n'),
  );
  const virtual = Math.round((run.now - run.startTime) / 1000);
  return [
    introduction(dress),
    ...parts,
    `${run.stepsTaken} steps, ${virtual} s of virtual time, ${tookMs} ms of real time; no server, no download, no bundle.`,
  ].join('\n\n');
}

function dataOf(scenes: readonly Scene[], { run, stories }: Played): object {
  return {
    scenes: scenes.map(({ id, title, moral }) => ({
      name: id,
      title,
      moral,
      client: run.value.get(id),
      lines: stories.of(id).map(({ at, kind, text }) => ({
        at: at - run.startTime,
        kind,
        text: text.trim(),
      })),
    })),
    steps: run.stepsTaken,
    virtualMs: run.now - run.startTime,
  };
}
