/** The guide that takes the steps of a run in a given order, as far as they are there, and goes on as the boring run would. */
import type { DurationMs } from '../common/time.ts';
import type { Choice, ChoicePoint } from '../simulation/chooser.ts';
import type { StepObserver } from '../simulation/observer.ts';
import { Guide, type Crossing, type Way } from './guide.ts';
import { OrderBook } from './order-book.ts';
import type { Mark } from './step-order.ts';

/** Goes by a plan of origins. */
export class OrderGuide extends Guide {
  readonly book: OrderBook = new OrderBook();
  override readonly observers: readonly StepObserver[] = [this.book];
  readonly #plan: readonly Mark[];
  #at = 0;

  constructor(plan: readonly Mark[], lateness: DurationMs) {
    super(lateness);
    this.#plan = plan;
  }

  override choose(point: ChoicePoint): Choice {
    this.book.enabled(point.enabled);
    const choice = super.choose(point);
    const step = typeof choice === 'number' ? point.enabled[choice] : undefined;
    if (step !== undefined) this.book.chosen(step);
    else if (typeof choice !== 'object') this.book.clockMoves();
    return choice;
  }

  protected override way({ candidates, mayWait }: Crossing): Way | undefined {
    if (candidates.length === 0) return undefined;
    for (; this.#at < this.#plan.length; this.#at++) {
      const wanted = this.#plan[this.#at];
      if (wanted === undefined || !this.book.expects(wanted)) continue;
      const candidate = candidates.find(({ step }) => this.book.originOf(step) === wanted);
      if (candidate !== undefined) return candidate;
      if (mayWait) return 'wait';
      break;
    }
    return candidates[0];
  }
}
