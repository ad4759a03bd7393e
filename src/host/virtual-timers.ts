/** The timers that activity code sets: `setTimeout`, `setInterval` and `setImmediate` on the virtual clock of its world. */
import { AsyncResource } from 'node:async_hooks';
import type { DurationMs } from '../common/time.ts';
import type { ScheduledTimer, VirtualClock } from './virtual-clock.ts';

/** A callback of a timer. */
export type TimerCallback = (...args: unknown[]) => unknown;

/**
 * What code that has ended may still do: a forgotten `setInterval` goes on for ever in a real worker process, and would
 * keep a world from coming to rest.
 *
 * @divergence Of an attempt that has ended, a real worker process fires all further timers; lastcall only the next 1 000.
 */
const LEFT_BEHIND_LIMIT = 1000;

type Kind = 'timeout' | 'interval' | 'immediate';

/** Clears the virtual timer that a handle stands for. @returns false if it stands for none; a number needs `clock` */
export function clearVirtualTimer(handle: unknown, clock: VirtualClock | undefined): boolean {
  if (handle instanceof VirtualTimer) {
    handle.close();
    return true;
  }
  if (typeof handle !== 'number' && typeof handle !== 'string') return false;
  const timer = clock?.numbered.get(Number(handle));
  if (timer instanceof VirtualTimer) timer.close();
  return timer !== undefined;
}

/** A timer on a virtual clock. @see NodeJS.Timeout, NodeJS.Immediate */
export class VirtualTimer {
  readonly #owner: VirtualTimers;
  readonly #kind: Kind;
  readonly #callback: TimerCallback;
  readonly #args: readonly unknown[];
  readonly #delay: DurationMs;
  /** The asynchronous context of whoever set it, in which it must fire. */
  readonly #context = new AsyncResource('VirtualTimer', { requireManualDestroy: true });
  #scheduled: ScheduledTimer | undefined;
  #closed = false;
  #held = true;
  #number: number | undefined;

  constructor(
    owner: VirtualTimers,
    kind: Kind,
    callback: TimerCallback,
    delay: DurationMs,
    args: readonly unknown[],
  ) {
    this.#owner = owner;
    this.#kind = kind;
    this.#callback = callback;
    this.#delay = delay;
    this.#args = args;
    this.#arm();
  }

  #arm(): void {
    if (this.#delay === Infinity || !this.#owner.armed(this)) return;
    const { clock } = this.#owner;
    const at = this.#kind === 'immediate' ? undefined : clock.now + this.#delay;
    this.#scheduled = clock.schedule(at, this);
  }

  #disarm(): void {
    if (this.#scheduled === undefined) return;
    this.#owner.clock.cancel(this.#scheduled, this.#kind === 'immediate');
    this.#scheduled = undefined;
    this.#owner.disarmed(this);
  }

  /** Its time has come. */
  wake(): void {
    this.#scheduled = undefined;
    this.#owner.disarmed(this);
    if (!this.#owner.mayFire()) return;
    try {
      this.#owner.within(() => this.#context.runInAsyncScope(this.#callback, this, ...this.#args));
    } finally {
      if (this.#scheduled === undefined) this.#fired();
    }
  }

  #fired(): void {
    if (this.#kind === 'interval' && !this.#closed) this.#arm();
    else this.#forgetNumber();
  }

  #forgetNumber(): void {
    if (this.#number !== undefined) this.#owner.clock.numbered.delete(this.#number);
    this.#number = undefined;
  }

  /** @see clearTimeout */
  close(): this {
    this.#closed = true;
    this.#disarm();
    this.#forgetNumber();
    return this;
  }

  /** @see NodeJS.Timeout.refresh */
  refresh(): this {
    if (this.#closed) return this;
    this.#disarm();
    this.#arm();
    return this;
  }

  /** Without effect: a worker process is never kept alive by its timers. */
  ref(): this {
    this.#held = true;
    return this;
  }

  /** Without effect: a worker process does not end while it runs attempts. */
  unref(): this {
    this.#held = false;
    return this;
  }

  hasRef(): boolean {
    return this.#held;
  }

  [Symbol.toPrimitive](): number {
    this.#number ??= this.#owner.clock.newNumber();
    this.#owner.clock.numbered.set(this.#number, this);
    return this.#number;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function invalid(name: string, expected: string, received: unknown): TypeError {
  const error = new TypeError(
    `The "${name}" argument must be of type ${expected}. Received ${received === null ? 'null' : typeof received}`,
  );
  return Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

/**
 * @divergence Node fires a timer of more than 2^31 - 1 ms after 1 ms (with a TimeoutOverflowWarning); lastcall when it is due.
 */
function delayOf(ms: unknown): DurationMs {
  const delay = Number(ms);
  return delay >= 1 ? Math.trunc(delay) : 1;
}

/** The timers of one attempt: they end with it, and fire only while its process lives. */
export class VirtualTimers {
  readonly clock: VirtualClock;
  /** Calls a function on behalf of the attempt. */
  readonly within: (fn: () => void) => void;
  readonly #armed = new Set<VirtualTimer>();
  #dropped = false;
  #firesLeft = Infinity;
  #setLate: (() => void) | undefined;

  constructor(clock: VirtualClock, within: (fn: () => void) => void) {
    this.clock = clock;
    this.within = within;
  }

  setTimeout(callback: unknown, ms: unknown, args: readonly unknown[] = []): VirtualTimer {
    return this.#set('timeout', callback, delayOf(ms), args);
  }

  setInterval(callback: unknown, ms: unknown, args: readonly unknown[] = []): VirtualTimer {
    return this.#set('interval', callback, delayOf(ms), args);
  }

  setImmediate(callback: unknown, args: readonly unknown[] = []): VirtualTimer {
    return this.#set('immediate', callback, 0, args);
  }

  #set(kind: Kind, callback: unknown, delay: DurationMs, args: readonly unknown[]): VirtualTimer {
    if (typeof callback !== 'function') throw invalid('callback', 'function', callback);
    this.#setLate?.();
    return new VirtualTimer(this, kind, callback as TimerCallback, delay, args);
  }

  /** Whether any timer is set. */
  get pending(): boolean {
    return this.#armed.size > 0;
  }

  /** Notes a timer that is to be set. @returns false if nothing fires here any more */
  armed(timer: VirtualTimer): boolean {
    if (this.#dropped || this.#firesLeft <= 0) return false;
    this.#armed.add(timer);
    return true;
  }

  disarmed(timer: VirtualTimer): void {
    this.#armed.delete(timer);
  }

  /** Whether a timer that is due may fire; counts those of an attempt that has ended. */
  mayFire(): boolean {
    if (this.#dropped) return false;
    return --this.#firesLeft >= 0;
  }

  /** The attempt has ended: what it left behind goes on for a while. @param setLate called when its code sets a timer */
  leaveBehind(setLate: () => void): void {
    this.#firesLeft = LEFT_BEHIND_LIMIT;
    this.#setLate = setLate;
  }

  /** The process died: no timer fires any more. */
  drop(): void {
    this.#dropped = true;
    for (const timer of this.#armed) timer.close();
  }
}
