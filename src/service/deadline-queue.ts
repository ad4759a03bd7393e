/** The deadlines of a run's timers or activities, earliest first. */
import { BinaryHeap } from '../common/binary-heap.ts';
import type { EpochMs } from '../common/time.ts';

interface Entry {
  readonly at: EpochMs;
  readonly order: number;
}

/**
 * Deadlines by the event id of what they belong to. An entry is a hint: what counts is `deadlineOf`, which is asked
 * when an entry comes to the front. So a deadline may move or vanish without being found in the queue; only one that
 * comes earlier must be added.
 */
export class DeadlineQueue {
  readonly #deadlineOf: (order: number) => EpochMs | undefined;
  readonly #pending: () => Iterable<number>;
  readonly #heap = new BinaryHeap<Entry>(
    (a, b) => a.at < b.at || (a.at === b.at && a.order < b.order),
  );
  #limit = 64;

  /** `pending` gives all event ids that may have a deadline; it is asked now and then, to throw stale entries out. */
  constructor(deadlineOf: (order: number) => EpochMs | undefined, pending: () => Iterable<number>) {
    this.#deadlineOf = deadlineOf;
    this.#pending = pending;
  }

  /** Says that a deadline exists, or has come nearer. */
  add(order: number): void {
    const at = this.#deadlineOf(order);
    if (at === undefined) return;
    this.#heap.push({ at, order });
    if (this.#heap.size > this.#limit) this.#rebuild();
  }

  /** The earliest deadline. */
  next(): Entry | undefined {
    for (let first = this.#heap.peek(); first !== undefined; first = this.#heap.peek()) {
      const at = this.#deadlineOf(first.order);
      if (at === first.at) return first;
      this.#heap.pop();
      if (at !== undefined && at > first.at) this.#heap.push({ at, order: first.order });
    }
    return undefined;
  }

  /** Takes the earliest deadline out if it is due. */
  takeDue(now: EpochMs): number | undefined {
    const first = this.next();
    if (first === undefined || first.at > now) return undefined;
    this.#heap.pop();
    return first.order;
  }

  #rebuild(): void {
    this.#heap.keep(() => false);
    for (const order of this.#pending()) {
      const at = this.#deadlineOf(order);
      if (at !== undefined) this.#heap.push({ at, order });
    }
    this.#limit = Math.max(64, 2 * this.#heap.size);
  }
}
