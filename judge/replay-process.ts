/** A process of its own that replays histories on the real Core, one after the other, and says what Core says of each. */
import { existsSync, writeFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { HistoryAndWorkflowId } from '@temporalio/client';
import type { JsonHistory } from '../src/protocol/history-json.ts';

/** What the process is told: replay this. */
export interface ReplayRequest {
  readonly workflowId: string;
  readonly history: JsonHistory;
}

/** What the process answers: that it is ready, once, and then one verdict for each request. */
export type ReplayAnswer =
  { readonly type: 'ready' } | { readonly type: 'replayed'; readonly refusal?: string };

const [, , workflowsPath, bundlePath] = process.argv;

const silent = new DefaultLogger('ERROR', () => undefined);

/** Bundles the workflow code, unless an earlier process has left its bundle there. */
async function bundled(): Promise<{ readonly codePath: string }> {
  if (workflowsPath === undefined || bundlePath === undefined)
    throw new TypeError(
      'The replay process is given the workflows and the place for their bundle.',
    );
  if (!existsSync(bundlePath)) {
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: silent });
    writeFileSync(bundlePath, code);
  }
  return { codePath: bundlePath };
}

/** Requests in the order in which they came, for as long as the parent lives. */
class Inbox {
  readonly #waiting: ReplayRequest[] = [];
  #wake: (() => void) | undefined;

  constructor() {
    process.on('message', (request: ReplayRequest) => {
      this.#waiting.push(request);
      this.#wake?.();
    });
    process.once('disconnect', () => process.exit());
  }

  async next(): Promise<ReplayRequest> {
    for (;;) {
      const request = this.#waiting.shift();
      if (request !== undefined) return request;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

const answer = (message: ReplayAnswer): void => void process.send?.(message);

const inWords = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

async function* histories(inbox: Inbox): AsyncGenerator<HistoryAndWorkflowId> {
  for (;;) {
    const { workflowId, history } = await inbox.next();
    yield { workflowId, history };
  }
}

async function serve(): Promise<never> {
  Runtime.install({
    logger: silent,
    telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
  });
  const workflowBundle = await bundled();
  const inbox = new Inbox();
  answer({ type: 'ready' });
  for (;;) {
    // a history that the SDK cannot read ends the replay of all that follow: they get a new one
    try {
      for await (const { error } of Worker.runReplayHistories(
        { workflowBundle },
        histories(inbox),
      )) {
        answer(
          error === undefined
            ? { type: 'replayed' }
            : { type: 'replayed', refusal: inWords(error) },
        );
      }
    } catch (error) {
      answer({ type: 'replayed', refusal: inWords(error) });
    }
  }
}

await serve();
