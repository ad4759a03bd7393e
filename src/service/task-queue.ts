/** A task queue: tasks and pollers that wait for each other, first in, first out. */
import { Queue } from '../common/queue.ts';
import type { EpochMs } from '../common/time.ts';
import type { CallId } from './effect.ts';

/** A worker that waits for a task. */
export interface Poller {
  readonly callId: CallId;
  readonly identity: string | undefined;
}

/** One queue for tasks of one kind. */
export class TaskQueue<Task> {
  readonly name: string;
  readonly #waiting = new Queue<Task>();
  /** Tasks that are on their way to a poller; each arrives by itself, so that they may overtake one another. */
  readonly #underWay = new Set<Task>();
  readonly #pollers = new Map<CallId, Poller>();
  #lastPolledAt: EpochMs | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get hasPollers(): boolean {
    return this.#pollers.size > 0;
  }

  add(task: Task): void {
    this.#waiting.push(task);
  }

  /** Sends the first task that is wanted on its way. */
  dispatch(isWanted: (task: Task) => boolean): Task | undefined {
    while (this.#waiting.size > 0) {
      const task = this.#waiting.take(0);
      if (!isWanted(task)) continue;
      this.#underWay.add(task);
      return task;
    }
    return undefined;
  }

  /** A task has come to the pollers. @returns false if it was taken back on its way */
  arrive(task: Task): boolean {
    return this.#underWay.delete(task);
  }

  /** There was no poller for a task that was on its way: it goes back to where it was. */
  putBack(task: Task): void {
    this.#waiting.pushFirst(task);
  }

  /** Takes tasks out, wherever they are. */
  remove(unwanted: (task: Task) => boolean): void {
    this.#waiting.keep((task) => !unwanted(task));
    for (const task of this.#underWay) if (unwanted(task)) this.#underWay.delete(task);
  }

  poll(poller: Poller, now: EpochMs): void {
    this.#pollers.set(poller.callId, poller);
    this.#lastPolledAt = now;
  }

  takePoller(now: EpochMs): Poller | undefined {
    for (const poller of this.#pollers.values()) {
      this.#pollers.delete(poller.callId);
      this.#lastPolledAt = now;
      return poller;
    }
    return undefined;
  }

  /** The poller's patience is over; says whether it waited here. */
  withdraw(callId: CallId, now: EpochMs): boolean {
    if (!this.#pollers.delete(callId)) return false;
    this.#lastPolledAt = now;
    return true;
  }

  /** Whether somebody polls, or did within the given time. */
  wasPolledSince(since: EpochMs): boolean {
    return this.hasPollers || (this.#lastPolledAt !== undefined && this.#lastPolledAt > since);
  }

  /** The worker behind the queue is gone. */
  forgetPollers(): void {
    this.#pollers.clear();
    this.#lastPolledAt = undefined;
  }
}
