/** A task queue: tasks and pollers that wait for each other, first in, first out. */
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
  #tasks: Task[] = [];
  #first = 0;
  readonly #pollers = new Map<CallId, Poller>();
  #lastPolledAt: EpochMs | undefined;
  /** How many dispatches are under way. */
  dispatches = 0;

  constructor(name: string) {
    this.name = name;
  }

  get hasPollers(): boolean {
    return this.#pollers.size > 0;
  }

  get pollerCount(): number {
    return this.#pollers.size;
  }

  get taskCount(): number {
    return this.#tasks.length - this.#first;
  }

  add(task: Task): void {
    this.#tasks.push(task);
  }

  /** The task that is first, or so many places behind it. */
  peek(place = 0): Task | undefined {
    return this.#tasks[this.#first + place];
  }

  take(): Task | undefined {
    const task = this.#tasks[this.#first];
    if (task === undefined) return undefined;
    this.#first++;
    if (this.#first > 32 && this.#first * 2 > this.#tasks.length) {
      this.#tasks = this.#tasks.slice(this.#first);
      this.#first = 0;
    }
    return task;
  }

  /** Takes a task out of the middle. */
  remove(unwanted: (task: Task) => boolean): void {
    this.#tasks = this.#tasks.slice(this.#first).filter((task) => !unwanted(task));
    this.#first = 0;
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
