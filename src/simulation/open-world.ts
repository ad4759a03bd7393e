/** An open world: one that no scenario drives, but code outside of it, for as long as it is not closed. */
import type { ConnectionLike } from '@temporalio/client';
import { activeResources, installAmbientGlobals } from '../host/ambient-globals.ts';
import { foreignTimersPending, watchForeignTimers } from '../host/foreign-timers.ts';
import { real } from '../host/real-globals.ts';
import { createConnection } from '../client/connection.ts';
import { microtasksDrained } from './drain.ts';
import { Loop } from './loop.ts';
import type { ModelledWorker } from './modelled-worker.ts';
import { resolveOptions, type ResolvedWorker, type SimulationOptions } from './options.ts';
import { Participant } from './participant.ts';
import { shutdownWorker } from './fault.ts';
import { ScenarioWorld } from './scenario-world.ts';
import { World } from './world.ts';

/** How virtual time passes in an open world. */
export interface OpenWorldOptions extends SimulationOptions {
  /**
   * When time jumps to what happens next: whenever somebody waits for something of the world (`'eager'`), or only while no
   * timer of the code outside is under way as well (`'patient'`). Else it passes as real time does.
   */
  readonly skipping: 'eager' | 'patient';
}

/** So many steps are kept in the trace. */
const TRACE = 10_000;

/** An open world is not stopped for what it does, but for what does not end in a single test. */
const STEPS = 100_000_000;

/** A world that lives until it is closed. */
export class OpenWorld {
  readonly world: World;
  readonly scenario: ScenarioWorld;
  readonly connection: ConnectionLike;
  /** Settles when the world has been closed; rejects where it broke down. */
  readonly ended: Promise<void>;
  readonly #participant: Participant;
  readonly #skipping: OpenWorldOptions['skipping'];
  #close: () => void = () => undefined;

  /** @throws OptionError */
  constructor({ skipping, ...options }: OpenWorldOptions) {
    const resolved = resolveOptions({
      traceLimit: TRACE,
      stepLimit: STEPS,
      startTime: real.now(),
      workers: [],
      ...options,
    });
    this.#skipping = skipping;
    const uninstall = installAmbientGlobals();
    const stopWatching = watchForeignTimers();
    const { namespace } = resolved;
    const world = new World(resolved);
    this.world = world;
    this.#participant = new Participant(world);
    this.scenario = new ScenarioWorld(world, this.#participant);
    this.connection = createConnection(this.#participant.transport(), {
      newId: world.newId,
      namespace,
      deadlines: 'virtual',
    });
    this.#participant.begin(() => new Promise<void>((resolve) => (this.#close = resolve)));
    const loop = new Loop(world, this.#participant, {
      observers: [],
      moveOn: () => this.#moveOn(),
    });
    this.ended = loop.run().finally(() => {
      this.#participant.close();
      world.close();
      stopWatching();
      uninstall();
    });
    // Told to whoever asks; a world that nobody closes is nobody's failure.
    this.ended.catch(() => undefined);
  }

  /** Starts a worker process. */
  async startWorker(options: ResolvedWorker, taskQueue: string): Promise<ModelledWorker> {
    let worker: ModelledWorker | undefined;
    await this.#participant.strike('worker:started', 'scenario', () => {
      worker = this.world.startWorker(options, taskQueue);
    });
    return worker as ModelledWorker;
  }

  /** Stops a worker in good order. Resolves when it has nothing left to do. */
  async stopWorker(worker: ModelledWorker): Promise<void> {
    await this.#participant.strike('worker:told to stop', 'scenario', () => {
      shutdownWorker(this.world, worker.key);
    });
    await this.#participant.until(
      `the worker of ${worker.taskQueue} to stop`,
      () => worker.status === 'crashed' || worker.core.hasStopped,
    );
  }

  /** Waits in virtual time. */
  async sleep(ms: number): Promise<void> {
    await this.#participant.sleep(ms);
  }

  /** Ends the world; harmless when it has ended. */
  async close(): Promise<void> {
    this.#close();
    await this.ended;
  }

  #moveOn(): boolean | Promise<void> {
    if (this.#participant.over) return false;
    if (this.#maySkip()) {
      if (this.#advance()) return true;
      if (this.#participant.atRest()) return true;
    }
    return this.#passRealTime();
  }

  /** Whether somebody waits for the world, and nothing real is under way that would change it. */
  #maySkip(): boolean {
    if (!this.#participant.waits) return false;
    if (this.#skipping === 'patient' && foreignTimersPending()) return false;
    return !this.#activitiesWaitForReal();
  }

  /** A millisecond of real time; it keeps the process from ending only while there is something to be done. */
  #moment(): Promise<void> {
    return new Promise((resolve) => {
      const timer = real.setTimeout(resolve, 1);
      const { workers } = this.world;
      const works = [...workers.values()].some(
        ({ status, core }) =>
          status === 'running' || (status === 'shuttingDown' && !core.hasStopped),
      );
      if (!works && !this.#participant.waits) timer.unref();
    });
  }

  #hasSomewhereToGo(): boolean {
    if (!this.#maySkip()) return false;
    return this.world.agenda.nextAlarmAt !== undefined || this.#participant.atRest();
  }

  #activitiesWaitForReal(): boolean {
    const { workers, clock } = this.world;
    if (clock.nextWakeUpAt() !== undefined) return false;
    const running = [...workers.values()].some(({ activities }) => activities.running > 0);
    return running && activeResources().length > 0;
  }

  #advance(): boolean {
    const { agenda, clock } = this.world;
    if (!agenda.advance()) return false;
    clock.setNow(agenda.now);
    return true;
  }

  /** Lets virtual time pass as real time does, until something is to be done. */
  async #passRealTime(): Promise<void> {
    const { world } = this;
    const { agenda, clock } = world;
    const [began, from] = [real.now(), agenda.now];
    for (;;) {
      await microtasksDrained();
      world.collect();
      if (world.dirty || agenda.ready || this.#participant.over || this.#hasSomewhereToGo()) return;
      await this.#moment();
      if (world.dirty || agenda.ready) return;
      agenda.moveTo(from + real.now() - began);
      clock.setNow(agenda.now);
    }
  }
}
