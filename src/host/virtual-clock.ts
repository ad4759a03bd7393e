/** The clock of one world as activity code sees it, on which its timers wait. */
import { createRequire } from 'node:module';
import { asyncLocalStorage } from '@temporalio/activity';
import type { FakeTimers } from '@sinonjs/fake-timers';
import { invariant } from '../common/invariant.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import { real } from './real-globals.ts';

type FakeClock = ReturnType<FakeTimers['createClock']>;

/** Names a timer that is set. */
export type ScheduledTimer = Parameters<FakeClock['clearTimeout']>[0];

/** What is called when a timer is due. */
export interface Wakeable {
  wake(): void;
}

let fakeTimers: FakeTimers | undefined;

/** fake-timers takes longer to load than most suites take to run, so it waits for the first timer. */
function loadFakeTimers(): FakeTimers {
  if (fakeTimers !== undefined) return fakeTimers;
  // The first timer is set by activity code, while the package tries out the globals of whoever loads it.
  const library = asyncLocalStorage.run(undefined as never, () =>
    createRequire(import.meta.url)('@sinonjs/fake-timers'),
  ) as FakeTimers;
  // Timers that are numbers make fake-timers name its own by numbers too: half the work for each.
  const surroundings = {
    Date: real.Date,
    setTimeout: () => 0,
    clearTimeout: () => undefined,
    setImmediate: () => 0,
    clearImmediate: () => undefined,
  };
  fakeTimers = library.withGlobal(surroundings as unknown as typeof globalThis);
  return fakeTimers;
}

/** Clocks of worlds that are closed. To make one takes longer than all that most worlds ask of it, and leaves a good deal behind. */
const spare: FakeClock[] = [];
const MOST_SPARE = 16;

/** A virtual clock: it stands still until it is moved, and fires one timer at a time. */
export class VirtualClock {
  readonly #origin: EpochMs;
  /** Timers that have been turned into numbers, as Node allows, by these numbers. */
  readonly numbered: Map<number, Wakeable> = new Map();
  /** How often a timer has been set or taken away. */
  changes = 0;
  #now: EpochMs;
  #lastNumber = 0;
  #clock: FakeClock | undefined;
  #due: Wakeable | undefined;
  readonly #onDue = (timer: unknown): void => {
    this.#due = timer as Wakeable;
  };

  constructor(now: EpochMs) {
    this.#origin = now;
    this.#now = now;
  }

  get now(): EpochMs {
    return this.#now;
  }

  /** How far the clock has come. @see performance.now of activity code */
  get elapsed(): DurationMs {
    return this.#now - this.#origin;
  }

  /** A number for a timer: below zero, where Node has none. */
  newNumber(): number {
    return --this.#lastNumber;
  }

  /** Moves the clock without firing anything; it never goes backwards. */
  setNow(now: EpochMs): void {
    if (now > this.#now) this.#now = now;
    if (this.#clock !== undefined) this.#clock.now = this.#now;
  }

  /** When the earliest timer is due; those that are overdue come first. */
  nextWakeUpAt(): EpochMs | undefined {
    return this.#clock?.timerHeap?.peek()?.callAt;
  }

  /** Moves the clock to `now` and fires the earliest timer, if it is due. @throws what the timer's callback throws */
  wakeUp(now: EpochMs): void {
    this.setNow(now);
    const next = this.nextWakeUpAt();
    if (this.#clock === undefined || next === undefined || next > this.#now) return;
    this.#clock.next();
    // A timer that was passed over is called late, not in the past.
    this.#clock.now = this.#now;
    const due = this.#due;
    this.#due = undefined;
    due?.wake();
  }

  /**
   * Sets a timer for an instant. Timers of one instant fire in the order in which they were set, immediates first.
   * @param at - undefined for an immediate: at once, but in a wake-up of its own
   */
  schedule(at: EpochMs | undefined, timer: Wakeable): ScheduledTimer {
    this.changes++;
    const clock = (this.#clock ??= spare.pop() ?? loadFakeTimers().createClock(this.#now));
    clock.now = this.#now;
    if (at === undefined) return clock.setImmediate(this.#onDue, timer) as ScheduledTimer;
    // From its instant, a timer has no delay: fake-timers takes delays of more than 2^31 ms for 1 ms, as Node does.
    clock.now = at;
    const scheduled = clock.setTimeout(this.#onDue, 0, timer);
    clock.now = this.#now;
    invariant(clock.timerHeap !== undefined, 'fake-timers keeps its timers in a heap');
    return scheduled;
  }

  /** Takes a timer away; harmless when it has fired. */
  cancel(scheduled: ScheduledTimer, immediate: boolean): void {
    this.changes++;
    if (immediate) this.#clock?.clearImmediate(scheduled as never);
    else this.#clock?.clearTimeout(scheduled);
  }

  /** Forgets all timers. */
  close(): void {
    const clock = this.#clock;
    if (clock === undefined) return;
    this.#clock = undefined;
    clock.reset();
    if (spare.length < MOST_SPARE) spare.push(clock);
  }
}
