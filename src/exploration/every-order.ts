/**
 * The strategy that takes steps in every order that can make a difference: one run for all orders in which only steps that do
 * not touch the same things change places (partial-order reduction, by reversing races).
 *
 * A run shows which pairs of its steps touch the same things and could have come the other way. For each of them a run is
 * made in which everything that need not wait for either is as it was, and the later one comes first; unless an order is known
 * already that begins so. Whatever can happen is an extension of some known order, and each extension is reached by further
 * reversals, so that in the end every order is known.
 *
 * @see Abdulla, Aronis, Jonsson, Sagonas: Source sets, a foundation for optimal dynamic partial order reduction
 */
import type { Learned } from './guide-recipe.ts';
import { KnownOrders } from './known-orders.ts';
import type { ProbeRequest } from './probe-request.ts';
import type { Mark, Race, StepOrder } from './step-order.ts';
import type { Coverage, Field, Strategy } from './strategy.ts';

/** A reversal that is still to be made. */
interface Reversal {
  readonly order: StepOrder;
  readonly race: Race;
}

/** How far the strategy goes. */
export interface Reach {
  /** How many reversals a run may be away from the boring one. Default: any number. */
  readonly depth?: number | undefined;
  /** Which part of the budget that is left may be spent. Default: all of it. */
  readonly share?: number | undefined;
}

/** Walks from order to order, those first that are near to the boring run. */
class OrderWalk {
  readonly #field: Field;
  readonly #depth: number;
  readonly #known = new KnownOrders();
  /** What was asked for and has not come back. */
  readonly #asked = new Map<ProbeRequest, Reversal>();
  readonly #isSpent: () => boolean;

  constructor(field: Field, { depth = Number.POSITIVE_INFINITY, share = 1 }: Reach) {
    this.#field = field;
    this.#depth = depth;
    this.#isSpent = field.budget.share(share);
  }

  /** @returns what it found out, in words */
  async explore(): Promise<string> {
    let ahead: readonly Reversal[] = [];
    const begin = [guided([])];
    await this.#field.runAll(begin, { take: ({ learned }) => (ahead = this.#take(learned, 0)) });
    for (let reached = 0; ahead.length > 0; reached++) {
      const next = await this.#reverse(ahead, reached + 1);
      if (next === undefined)
        return `${this.#known.size} orders, complete for up to ${reached} reversals`;
      ahead = next;
    }
    const { size } = this.#known;
    if (this.#depth < Number.POSITIVE_INFINITY)
      return `${size} orders, complete for up to ${this.#depth} reversals`;
    return this.#field.lateness === 0
      ? `complete: ${size} orders`
      : `${size} orders, and no race that was not tried the other way`;
  }

  #isKnown({ order, race }: Reversal): boolean {
    const mark = order.markIfFirst(race);
    if (mark === undefined) return false;
    return this.#known.includes(order.common(race, this.#field.lateness), mark);
  }

  /** Makes reversals. @returns those that follow; undefined if not all could be made */
  async #reverse(
    reversals: readonly Reversal[],
    depth: number,
  ): Promise<readonly Reversal[] | undefined> {
    const next: Reversal[] = [];
    const isComplete = await this.#field.runAll(this.#requests(reversals), {
      take: ({ learned }, request) => {
        this.#asked.delete(request);
        for (const reversal of this.#take(learned, depth)) next.push(reversal);
      },
      isWanted: (request) => {
        const reversal = this.#asked.get(request);
        return reversal !== undefined && !this.#isKnown(reversal);
      },
      isSpent: this.#isSpent,
    });
    this.#asked.clear();
    return isComplete ? next : undefined;
  }

  *#requests(reversals: readonly Reversal[]): Iterable<ProbeRequest> {
    for (const reversal of reversals) {
      if (this.#isKnown(reversal)) continue;
      const { order, race } = reversal;
      const request = guided(order.reversed(race, this.#field.lateness));
      this.#asked.set(request, reversal);
      yield request;
    }
  }

  #take({ order }: Learned, depth: number): readonly Reversal[] {
    if (order === undefined || !this.#known.add(order) || depth >= this.#depth) return [];
    return order.races(this.#field.lateness).map((race) => ({ order, race }));
  }
}

const guided = (plan: readonly Mark[]): ProbeRequest => ({
  type: 'guided',
  guide: { by: 'order', plan },
});

/** Every order that can make a difference, without anything being placed. */
export const everyOrder = (reach: Reach = {}): Strategy => ({
  name: 'every order',
  async explore(field: Field): Promise<Coverage> {
    const before = field.budget.spent;
    const note = await new OrderWalk(field, reach).explore();
    const schedules = field.budget.spent - before;
    return { strategy: this.name, completeUpTo: undefined, schedules, note };
  },
});
