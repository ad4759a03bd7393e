/** A thread that makes runs for an exploration in another one, in the order in which they are asked for. */
import type { MessagePort } from 'node:worker_threads';
import type { ProbeSettings } from './probe.ts';
import { ProbesHere } from './probes-here.ts';
import {
  packed,
  packedOutcome,
  type ThreadAnswer,
  type ThreadRequest,
  type ThrownElsewhere,
} from './thread-message.ts';

/** An error in a form that travels. */
export const thrownHere = (error: unknown): ThrownElsewhere =>
  error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };

/** Makes the boring run, says so, and then whatever is asked for, until the thread is ended. */
export async function serveProbes(port: MessagePort, settings: ProbeSettings): Promise<void> {
  const probes = new ProbesHere(settings);
  const post = (answer: ThreadAnswer): void => port.postMessage(answer);
  const answer = async ({ id, request, horizon }: ThreadRequest): Promise<void> => {
    try {
      post({ type: 'ran', id, result: packed(await probes.run(request, horizon)) });
    } catch (error) {
      post({ type: 'threw', id, thrown: thrownHere(error) });
    }
  };
  const boring = await probes.probe([], undefined, undefined);
  let last: Promise<void> = Promise.resolve();
  port.on('message', (asked: ThreadRequest) => {
    last = last.then(() => answer(asked));
  });
  post({ type: 'ready', boring: packedOutcome(boring) });
}
