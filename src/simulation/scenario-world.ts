/** The world as a scenario sees it: the clock, moments to wait for, histories to look at, and faults as verbs. */
import type { Duration } from '@temporalio/common';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { ExecutionView } from '../service/service.ts';
import {
  crashWorker,
  evictRun,
  loseHeartbeats,
  shutdownWorker,
  type CrashOptions,
} from './fault.ts';
import { bounds, duration } from './option-value.ts';
import type { ResolvedWorker } from './options.ts';
import { OptionError } from './error.ts';
import type { Predicate } from './expectations.ts';
import type { Mishap } from './mishap.ts';
import { momentOf, type Moment } from './moment.ts';
import type { Participant } from './participant.ts';
import { activityOf, type ScenarioActivity } from './scenario-activity.ts';
import type { TakenStep } from './step.ts';
import type { World } from './world.ts';

/** The verbs and views of a world that its scenario may use for as long as it runs. */
export class ScenarioWorld {
  readonly #world: World;
  readonly #participant: Participant;
  #lastStep: TakenStep | undefined;

  constructor(world: World, participant: Participant) {
    this.#world = world;
    this.#participant = participant;
  }

  /** The virtual clock, in milliseconds since the epoch. */
  get now(): EpochMs {
    return this.#world.now;
  }

  /** Waits in virtual time. @throws OptionError if it is no duration, or negative */
  async sleep(time: Duration): Promise<void> {
    await this.#participant.sleep(duration('the duration of world.sleep()', time));
  }

  /**
   * Waits until a step of that name has been taken (`'activity:charge#1 started'`, see `run.trace`), or until a predicate
   * holds; both are asked at once and after every step.
   * @throws ScenarioStuckError if nothing is left to happen and it has not come about
   */
  async until(what: string | ((moment: Moment) => boolean)): Promise<void> {
    if (typeof what === 'function') {
      await this.#participant.until('a predicate of world.until()', (taken) => {
        this.#lastStep = taken ?? this.#lastStep;
        return what(momentOf(this.#world, this.#lastStep));
      });
      return;
    }
    const { names } = this.#world;
    await this.#participant.until(`the step '${what}'`, () => names.taken(what));
  }

  /** Waits until nothing is left to happen: every timer has fired, every run is closed or waits for a message. */
  async settle(): Promise<void> {
    await this.#participant.settle();
  }

  /** From now on a predicate holds after every step, or the run ends with an error. @throws OptionError */
  always(name: string, holds: Predicate): void {
    this.#participant.expectations.expect('always', name, holds);
  }

  /** A predicate holds after some step of some run: an exploration in which it never did says so. @throws OptionError */
  sometimes(name: string, holds: Predicate): void {
    this.#participant.expectations.expect('sometimes', name, holds);
  }

  /** A predicate holds in the end, when nothing is left to happen (see `settleWithin`). @throws OptionError */
  eventually(name: string, holds: Predicate): void {
    this.#participant.expectations.expect('eventually', name, holds);
  }

  /** The history of a run so far, as the service has written it. Without a run id that of the latest run. */
  history(workflowId: string, runId?: string): readonly HistoryEvent[] {
    return this.#world.service.execution(workflowId, runId)?.events ?? [];
  }

  /** Every execution so far, in order of start. */
  get executions(): readonly ExecutionView[] {
    return [...this.#world.service.executions()];
  }

  /**
   * The activities of a type: how often their code has been set going.
   * @throws OptionError if no worker has an activity of that type
   */
  activity(type: string): ScenarioActivity {
    return activityOf(this.#world, type);
  }

  /**
   * A worker process dies: its cache is gone, its workflow tasks time out, its attempts die with it or go on as zombies.
   * Without a task queue, all workers. A new process takes its place at once unless told otherwise.
   */
  async crashWorker(options: CrashOptions & { readonly taskQueue?: string } = {}): Promise<void> {
    await this.#participant.strike('fault:crash worker', 'fault', () => {
      for (const worker of this.#running(options.taskQueue)) {
        crashWorker(this.#world, worker, options);
      }
    });
  }

  /** A worker is shut down in good order: it stops polling, and its attempts are told after the grace time. */
  async shutdownWorker(options: { readonly taskQueue?: string } = {}): Promise<void> {
    await this.#participant.strike('fault:shut worker down', 'fault', () => {
      for (const worker of this.#running(options.taskQueue)) shutdownWorker(this.#world, worker);
    });
  }

  /** Starts one more worker process on a queue, or the one that replaces a worker that is gone. */
  async startWorker(taskQueue: string, change: Partial<ResolvedWorker> = {}): Promise<void> {
    await this.#participant.strike('fault:start worker', 'fault', () => {
      const [options] = this.#world.options.workers;
      if (options !== undefined) this.#world.startWorker({ ...options, ...change }, taskQueue);
    });
  }

  /** For that long no heartbeat reaches the service. */
  async loseHeartbeats(time: Duration): Promise<void> {
    const span = duration('the duration of world.loseHeartbeats()', time);
    const name = 'fault:lose heartbeats';
    await this.#participant.strike(name, 'fault', () => loseHeartbeats(this.#world, span));
  }

  /**
   * The step of that name (see `run.trace`), which has yet to come, comes so much later: `delay('client:signal go to order-42', '5s')`.
   * @throws OptionError
   */
  delay(step: string, time: Duration): void {
    const span = duration('the duration of world.delay()', time);
    this.#befall('delay', step, (now) => ({ type: 'late', at: now + span }));
  }

  /**
   * The request of the step of that name, which has yet to come, takes effect, but its answer is lost: its sender sends it again.
   * @throws OptionError
   */
  loseAnswer(step: string): void {
    this.#befall('loseAnswer', step, () => ({ type: 'answer lost' }));
  }

  /** The request of the step of that name, which has yet to come, arrives twice. @throws OptionError */
  sendTwice(step: string): void {
    this.#befall('sendTwice', step, () => ({ type: 'doubled' }));
  }

  #befall(verb: string, step: string, mishap: (now: EpochMs) => Mishap): void {
    const { mishaps, names } = this.#world;
    this.#participant.check(`world.${verb}()`);
    if (typeof step !== 'string' || step === '' || names.taken(step))
      throw new OptionError(
        `step of world.${verb}()`,
        step,
        'the name of a step that is yet to come',
      );
    mishaps.befallNamed(step, mishap);
  }

  /**
   * How long something lasts, in milliseconds: between two bounds. It is as short as can be in the boring run; explorations try
   * what else it may be. In activity code it is `between`.
   * @throws OptionError
   */
  between(atLeast: Duration, atMost: Duration): DurationMs {
    const [low, high] = bounds('world.between()', atLeast, atMost);
    return this.#world.draws.duration('scenario lasts', low, high);
  }

  /** A run leaves the caches of all workers: the next workflow task replays it from its history. */
  async evict(workflowId: string): Promise<void> {
    await this.#participant.strike(`fault:evict ${workflowId}`, 'fault', () =>
      evictRun(this.#world, workflowId),
    );
  }

  #running(taskQueue: string | undefined): string[] {
    return [...this.#world.workers.values()]
      .filter(
        (worker) =>
          worker.status === 'running' &&
          (taskQueue === undefined || worker.taskQueue === taskQueue),
      )
      .map(({ key }) => key);
  }
}
