/** The real Core as a judge of histories: it replays them in a process of its own, under a watchdog. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { JsonHistory } from '../src/protocol/history-json.ts';
import type { ReplayAnswer, ReplayRequest } from './replay-process.ts';

/** What Core says of a history: `undefined` if it accepts it, or why it does not. */
export type Refusal = string | undefined;

/** How a judge works. */
export interface CoreJudgeOptions {
  /** The file of the workflow code. */
  readonly workflows: string;
  /** How long one replay may take, in milliseconds, before it counts as stuck. Default 20 s. */
  readonly patience?: number;
  /** How many processes replay at once. Default 1. */
  readonly processes?: number;
}

const PROCESS = fileURLToPath(new URL('replay-process.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** How long a process may take to load the worker and to bundle the workflows. */
const START_MS = 120_000;

/** A replay process, and what has been heard of it. */
class Replayer {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  #settle: ((refusal: Refusal) => void) | undefined;
  /** It is dead, or as good as dead. */
  isGone = false;

  constructor(workflows: string, bundle: string) {
    this.#child = fork(PROCESS, [workflows, bundle], {
      execArgv: ['--import', TSX],
      env: { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    let said = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
      const panic = /panicked at [^\n]*\n?[^\n]*/.exec(said)?.[0];
      if (panic !== undefined) this.#end(`Core panicked: ${panic.replaceAll(/\s+/g, ' ')}`);
    });
    this.#ready = new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.stop();
        reject(new Error(`The replay process did not start within ${START_MS} ms.`));
      }, START_MS);
      this.#child.on('message', (message: ReplayAnswer) => {
        if (message.type === 'replayed') return this.#answer(message.refusal);
        clearTimeout(late);
        resolve();
      });
      this.#child.once('exit', (code, signal) => {
        clearTimeout(late);
        reject(new Error(`The replay process ended before it was ready: ${said.trim()}`));
        this.#end(`the replay process ended (${signal ?? code}): ${said.trim().slice(-500)}`);
      });
    });
    this.#ready.catch(() => undefined);
  }

  async replay(request: ReplayRequest, patience: number): Promise<Refusal> {
    await this.#ready;
    return new Promise<Refusal>((resolve) => {
      const watchdog = setTimeout(
        () => this.#end(`the replay was stuck: no answer within ${patience} ms`),
        patience,
      );
      this.#settle = (refusal) => {
        clearTimeout(watchdog);
        resolve(refusal);
      };
      if (this.isGone) return this.#answer('the replay process had ended');
      this.#child.send(request, (error) => {
        if (error !== null) this.#end(`the replay process was not reached: ${error.message}`);
      });
    });
  }

  stop(): void {
    this.isGone = true;
    this.#child.kill('SIGKILL');
  }

  #answer(refusal: Refusal): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(refusal);
  }

  #end(refusal: string): void {
    this.stop();
    this.#answer(refusal);
  }
}

/** Replay processes that histories wait for in a line; one that hangs or dies is replaced by another. */
export class CoreJudge {
  readonly #options: CoreJudgeOptions;
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'lastcall-judge-'));
  readonly #free: (Replayer | undefined)[];
  readonly #waiting: ((replayer: Replayer | undefined) => void)[] = [];
  readonly #all = new Set<Replayer>();
  /** How many processes hung or died. */
  restarts = 0;

  constructor(options: CoreJudgeOptions) {
    this.#options = options;
    // one at first: it makes the bundle that the others use
    this.#free = [undefined];
  }

  /** Has Core replay a history. Never throws for what the history is like. */
  async judge(history: JsonHistory, workflowId = 'judged'): Promise<Refusal> {
    const free = this.#free.length > 0 ? this.#free.shift() : await this.#turn();
    const replayer = free ?? this.#start();
    try {
      return await replayer.replay({ workflowId, history }, this.#options.patience ?? 20_000);
    } finally {
      this.#release(replayer);
    }
  }

  /** Ends the processes. */
  close(): void {
    for (const replayer of this.#all) replayer.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #turn(): Promise<Replayer | undefined> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Replayer {
    const replayer = new Replayer(this.#options.workflows, join(this.#folder, 'workflows.js'));
    this.#all.add(replayer);
    return replayer;
  }

  #release(replayer: Replayer): void {
    if (replayer.isGone) {
      this.#all.delete(replayer);
      this.restarts++;
    }
    this.#offer(replayer.isGone ? undefined : replayer);
    while (this.#slots < (this.#options.processes ?? 1)) {
      this.#slots++;
      this.#offer(undefined);
    }
  }

  #slots = 1;

  #offer(slot: Replayer | undefined): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
  }
}
