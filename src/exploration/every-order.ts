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
import { KnownOrders } from './known-orders.ts';
import { OrderGuide } from './order-guide.ts';
import type { Mark, Race, StepOrder } from './step-order.ts';
import type { Coverage, Field, Strategy } from './strategy.ts';

/** A reversal that is still to be made. */
interface Reversal {
  readonly order: StepOrder;
  readonly race: Race;
  /** How many reversals away from the boring run. */
  readonly depth: number;
}

/** @param depth how many reversals a run may be away from the boring one */
export const everyOrder = (depth: number = Number.POSITIVE_INFINITY): Strategy => ({
  name: 'every order',
  async explore(field: Field): Promise<Coverage> {
    const before = field.budget.spent;
    const { lateness } = field;
    const known = new KnownOrders();
    let reached = 0;
    let ahead: Reversal[] = [];
    const walk = async (plan: readonly Mark[], at: number): Promise<readonly Reversal[]> => {
      const guide = new OrderGuide(plan, lateness);
      await field.walk(guide);
      const { order } = guide.book;
      if (!known.add(order) || at >= depth) return [];
      return order.races(lateness).map((race): Reversal => ({ order, race, depth: at + 1 }));
    };
    ahead.push(...(await walk([], 0)));
    while (ahead.length > 0) {
      const next: Reversal[] = [];
      for (const { order, race, depth: at } of ahead) {
        const mark = order.markIfFirst(race);
        if (mark !== undefined && known.includes(order.common(race, lateness), mark)) continue;
        if (field.done || field.budget.exhausted) {
          return {
            strategy: this.name,
            completeUpTo: undefined,
            schedules: field.budget.spent - before,
            note: `complete up to ${reached} reversals`,
          };
        }
        next.push(...(await walk(order.reversed(race, lateness), at)));
      }
      reached++;
      ahead = next;
    }
    return {
      strategy: this.name,
      completeUpTo: undefined,
      schedules: field.budget.spent - before,
      note: `complete: ${known.size} orders`,
    };
  },
});
