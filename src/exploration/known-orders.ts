/** What orders have been seen: runs that differ only in the order of steps that do not touch the same things are one. */
import type { Mark, StepOrder } from './step-order.ts';

/** Remembers the marks of every order. */
export class KnownOrders {
  readonly #orders: ReadonlySet<Mark>[] = [];
  readonly #byMark = new Map<Mark, number[]>();
  readonly #sums = new Set<string>();

  get size(): number {
    return this.#orders.length;
  }

  /** @returns whether it is a new one */
  add({ steps }: StepOrder): boolean {
    const marks = new Set(steps.map(({ mark }) => mark));
    let sum = 0;
    for (const mark of marks) sum = (sum + mark) % Number.MAX_SAFE_INTEGER;
    const key = `${marks.size} ${sum}`;
    if (this.#sums.has(key)) return false;
    this.#sums.add(key);
    for (const mark of marks) {
      const orders = this.#byMark.get(mark);
      if (orders === undefined) this.#byMark.set(mark, [this.#orders.length]);
      else orders.push(this.#orders.length);
    }
    this.#orders.push(marks);
    return true;
  }

  /** Whether an order was seen in which the step of that mark comes right after those. */
  includes(common: readonly Mark[], mark: Mark): boolean {
    const orders = this.#byMark.get(mark) ?? [];
    return orders.some((order) => common.every((one) => this.#orders[order]?.has(one)));
  }
}
