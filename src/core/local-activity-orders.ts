/** The local activities that a run wants to have run or cancelled, and the ends that are known ahead of a replay. @see LocalActivityData */
import { LazyMap } from '../common/lazy-map.ts';
import type { EpochMs } from '../common/time.ts';
import type { Seq } from '../protocol/activation.ts';
import type { LocalActivityMarker } from './local-activity-marker.ts';
import { resultOf, type LocalActivityResult } from './local-activity.ts';
import type { ScheduleLocalActivity } from './machine-effect.ts';

/** One local activity that is to be run. */
export interface QueuedLocalActivity {
  readonly activity: ScheduleLocalActivity;
  readonly originalScheduleTime: EpochMs;
}

/** What is handed to the worker's queue when a completion has been dealt with as a whole. */
export interface LocalActivityOrders {
  readonly cancels: readonly Seq[];
  readonly schedules: readonly QueuedLocalActivity[];
}

/** Book-keeping for the local activities of one run. */
export class LocalActivityBook {
  #schedules: QueuedLocalActivity[] = [];
  #cancels: Seq[] = [];
  readonly #known = new LazyMap<Seq, LocalActivityResult>();
  /** Set once the run ends itself: no local activity matters any more. */
  isTerminating = false;

  schedule(activity: ScheduleLocalActivity, originalScheduleTime: EpochMs): void {
    this.#schedules.push({ activity, originalScheduleTime });
  }

  /** Takes back what was not handed out yet. @returns false if it was */
  unschedule(seq: Seq): boolean {
    const before = this.#schedules.length;
    this.#schedules = this.#schedules.filter(({ activity }) => activity.seq !== seq);
    return this.#schedules.length < before;
  }

  cancel(seq: Seq): void {
    this.#cancels.push(seq);
  }

  /** Keeps the end of a local activity that workflow code hasn't scheduled yet. */
  foresee(marker: LocalActivityMarker): void {
    this.#known.set(marker.seq, resultOf(marker));
  }

  takeForeseen(seq: Seq): LocalActivityResult | undefined {
    const result = this.#known.get(seq);
    if (result) this.#known.delete(seq);
    return result;
  }

  takeOrders(): LocalActivityOrders | undefined {
    if (this.#cancels.length === 0 && this.#schedules.length === 0) return undefined;
    const orders = { cancels: this.#cancels, schedules: this.#schedules };
    this.#cancels = [];
    this.#schedules = [];
    return orders;
  }
}
