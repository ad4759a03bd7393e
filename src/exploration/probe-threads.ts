/** Threads that make the runs of an exploration: as many at once as there are threads. */
import { Worker } from 'node:worker_threads';
import type { DurationMs } from '../common/time.ts';
import { real } from '../host/real-globals.ts';
import { SimulationError } from '../host/simulation-error.ts';
import type { Horizon } from './horizon.ts';
import type { ProbeOutcome } from './probe.ts';
import type { ProbeRequest, ProbeResult, ProbeRunner } from './probe-request.ts';
import { deviationText } from './schedule.ts';
import { unpacked, type ThreadAnswer, type ThreadRequest } from './thread-message.ts';

/** A thread of an exploration cannot begin, or has not come back from a run. */
export class ExplorationThreadError extends SimulationError {
  override readonly name = 'ExplorationThreadError';
}

/** How a thread is begun. */
export interface ThreadStart {
  /** The file that it runs. @see serveProbes */
  readonly entry: URL;
  readonly data: object;
  /** What is to be imported before, and told to `register`. */
  readonly preload: readonly string[];
  /** For how long a thread may be silent about one request, in real time. */
  readonly patience: DurationMs;
}

/** How many requests each thread is to have at hand, so that it never waits for the next one. */
const AT_HAND = 8;

/** For how long a thread may be silent while it loads everything, in real time. */
const START_PATIENCE: DurationMs = 60_000;

/** How often threads that are silent are looked for. */
const WATCH_EVERY: DurationMs = 500;

const BOOT = `
const { workerData } = require('node:worker_threads');
(async () => {
  for (const file of workerData.preload) (await import(file)).register();
  await import(workerData.entry);
})();`;

interface Pending {
  readonly request: ProbeRequest;
  readonly resolve: (result: ProbeResult) => void;
  readonly reject: (error: Error) => void;
}

function inWords(request: ProbeRequest): string {
  switch (request.type) {
    case 'schedule': {
      const lines = request.schedule.map((deviation) => `'${deviationText(deviation)}'`);
      return lines.length === 0 ? 'the boring run' : `the schedule ${lines.join(', ')}`;
    }
    case 'random walk':
      return `a random walk (seed ${request.seed})`;
    case 'guided':
      return `a run in another order (${request.guide.by})`;
  }
}

/** One thread, and what it is asked. */
class ProbeThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #patience: DurationMs;
  #lastId = 0;
  /** When it was last heard of, or asked something while it had nothing to do. */
  #heardAt = real.now();
  #ended: ExplorationThreadError | undefined;
  #isReady = false;
  readonly ready: Promise<ProbeOutcome>;

  constructor({ entry, data, preload, patience }: ThreadStart) {
    this.#patience = patience;
    const workerData = { ...data, entry: entry.href, preload };
    this.#worker = new Worker(BOOT, { eval: true, workerData });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (answer: ThreadAnswer) => {
        this.#heardAt = real.now();
        if (answer.type === 'ready') {
          this.#isReady = true;
          resolve(answer.boring);
        }
        if (answer.type === 'unusable')
          reject(new ExplorationThreadError(`In a thread of its own, ${answer.thrown.message}`));
        if (answer.type === 'ran' || answer.type === 'threw') this.#answered(answer);
      });
      this.#worker.on('error', (error) => reject(this.#end(`threw ${String(error)}`)));
      this.#worker.on('exit', (code) => reject(this.#end(`ended with exit code ${code}`)));
    });
    this.ready.catch(() => undefined);
  }

  get load(): number {
    return this.#pending.size;
  }

  run(request: ProbeRequest, horizon: Horizon | undefined): Promise<ProbeResult> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.#pending.size === 0) this.#heardAt = real.now();
    const id = ++this.#lastId;
    const asked: ThreadRequest = { id, request, horizon };
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { request, resolve, reject });
      this.#worker.postMessage(asked);
    });
  }

  #answered(answer: ThreadAnswer & { readonly type: 'ran' | 'threw' }): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (pending === undefined) return;
    if (answer.type === 'ran') return pending.resolve(unpacked(answer.result));
    const { name, message } = answer.thrown;
    pending.reject(
      new ExplorationThreadError(
        `A thread of the exploration failed in ${inWords(pending.request)}: ${name}: ${message} ` +
          'To see it in this process, explore with workers: 1.',
      ),
    );
  }

  /** Whoever waits for it is told: runs are made in order, so that the oldest request is the one that it was about. */
  #end(how: string): ExplorationThreadError {
    const [first] = this.#pending.values();
    const where = first === undefined ? 'while it was starting' : `in ${inWords(first.request)}`;
    this.#ended ??= new ExplorationThreadError(
      `A thread of the exploration ${how} ${where}. To see it in this process, explore with workers: 1.`,
    );
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
    return this.#ended;
  }

  /** Ends it if it has been silent for too long: a loop that never yields can be stopped only from without. */
  watch(): void {
    const silent = real.now() - this.#heardAt;
    const isIdle = this.#isReady && this.#pending.size === 0;
    if (isIdle || silent < (this.#isReady ? this.#patience : START_PATIENCE)) return;
    this.#end(
      `has been silent for ${Math.round(silent / 1000)} s, most likely in an endless loop,`,
    );
    void this.close();
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Several threads with the same scenario. */
export class ProbeThreads implements ProbeRunner {
  readonly ahead: number;
  /** What came of the boring run in each of them. */
  readonly boring: readonly ProbeOutcome[];
  readonly #threads: readonly ProbeThread[];
  readonly #watch: ReturnType<typeof real.setInterval>;

  /** Begins so many threads. @throws ExplorationThreadError */
  static async open(start: ThreadStart, count: number): Promise<ProbeThreads> {
    const threads = Array.from({ length: count }, () => new ProbeThread(start));
    const watch = real.setInterval(() => {
      for (const thread of threads) thread.watch();
    }, WATCH_EVERY);
    watch.unref();
    try {
      return new ProbeThreads(threads, await Promise.all(threads.map(({ ready }) => ready)), watch);
    } catch (error) {
      real.clearInterval(watch);
      await Promise.all(threads.map((thread) => thread.close()));
      throw error;
    }
  }

  private constructor(
    threads: readonly ProbeThread[],
    boring: readonly ProbeOutcome[],
    watch: ReturnType<typeof real.setInterval>,
  ) {
    this.#threads = threads;
    this.boring = boring;
    this.ahead = threads.length * AT_HAND;
    this.#watch = watch;
  }

  run(request: ProbeRequest, horizon: Horizon | undefined): Promise<ProbeResult> {
    let [idlest] = this.#threads;
    for (const thread of this.#threads)
      if (idlest === undefined || thread.load < idlest.load) idlest = thread;
    if (idlest === undefined) throw new ExplorationThreadError('There is no thread.');
    return idlest.run(request, horizon);
  }

  /** Ends them all. */
  async close(): Promise<void> {
    real.clearInterval(this.#watch);
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
