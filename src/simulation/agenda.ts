/** The one agenda of a world: the steps that are enabled now, in order, and the alarms that enable more when they fall due. */
import { BinaryHeap } from '../common/binary-heap.ts';
import { invariant } from '../common/invariant.ts';
import { Queue } from '../common/queue.ts';
import type { EpochMs } from '../common/time.ts';
import type { Step } from './step.ts';

/** A step that belongs to a slot and waits for its time, then for its turn. */
interface Alarm {
  readonly slot: string;
  readonly at: EpochMs;
  readonly rank: number;
  readonly seq: number;
  readonly step: Step;
  status: 'waiting' | 'due' | 'dead';
}

/** Told of what comes onto an agenda, and of what leaves it without being taken. */
export interface AgendaWatch {
  /** @param at - of an alarm: when it falls due */
  added(step: Step, at: EpochMs | undefined): void;
  removed(step: Step, at: EpochMs | undefined): void;
}

const before = (a: Alarm, b: Alarm): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.seq < b.seq;

/** Dead alarms are swept out when they are more than half of at least this many. */
const WORTH_A_SWEEP = 64;

/**
 * What a step brings about at its instant comes next, in order; only then the next alarm that falls due at that instant.
 * Alarms are ordered by time, then rank, then insertion: never by time alone. Setting a slot anew replaces its alarm, also
 * one that has fallen due but was not taken yet.
 */
export class Agenda {
  #now: EpochMs;
  #seq = 0;
  readonly #alarms = new BinaryHeap<Alarm>(before);
  readonly #slots = new Map<string, Alarm>();
  #dead = 0;
  /** Steps that something brought about at this instant. */
  readonly #steps = new Queue<Step>();
  /** Alarms that have fallen due and wait for their turn. */
  readonly #due = new Queue<Alarm>();
  /** Undefined where nobody watches. */
  watch: AgendaWatch | undefined;

  constructor(now: EpochMs) {
    this.#now = now;
  }

  /** The virtual clock: it moves in `advance` and `moveTo` alone. */
  get now(): EpochMs {
    return this.#now;
  }

  /** Enables a step now, after those that were enabled at this instant already, and before alarms that are due at it. */
  add(step: Step): void {
    this.#steps.push(step);
    this.watch?.added(step, undefined);
  }

  /** Enables a step now, before those that are enabled already. */
  addFirst(step: Step): void {
    this.#steps.pushFirst(step);
    this.watch?.added(step, undefined);
  }

  /** Sets the alarm of a slot. An instant in the past means now. A lower rank goes first among alarms of one instant. */
  set(slot: string, at: EpochMs, rank: number, step: Step): void {
    this.clear(slot);
    const seq = this.#seq++;
    const alarm: Alarm = { slot, at: Math.max(at, this.#now), rank, seq, step, status: 'waiting' };
    this.#slots.set(slot, alarm);
    this.#alarms.push(alarm);
    this.watch?.added(step, alarm.at);
  }

  /** Takes the alarm of a slot away; harmless when none is set. */
  clear(slot: string): void {
    const alarm = this.#slots.get(slot);
    if (alarm === undefined) return;
    this.#slots.delete(slot);
    if (alarm.status === 'waiting') this.#dead++;
    alarm.status = 'dead';
    this.watch?.removed(alarm.step, alarm.at);
    if (this.#dead >= WORTH_A_SWEEP && this.#dead * 2 > this.#alarms.size) {
      this.#alarms.keep(({ status }) => status !== 'dead');
      this.#dead = 0;
    }
  }

  /** The step of a slot, and when it falls due; undefined where none waits for its time. */
  alarmOf(slot: string): { readonly step: Step; readonly at: EpochMs } | undefined {
    const alarm = this.#slots.get(slot);
    return alarm?.status === 'waiting' ? alarm : undefined;
  }

  /** When what waits for its time falls due, in no order. */
  alarmTimes(): readonly EpochMs[] {
    return [...this.#slots.values()].flatMap(({ at, status }) =>
      status === 'waiting' ? [at] : [],
    );
  }

  /** Takes every alarm and every enabled step away that `gone` picks: a worker has died. */
  drop(gone: (step: Step) => boolean): void {
    for (const [slot, { step }] of this.#slots) if (gone(step)) this.clear(slot);
    if (this.watch !== undefined)
      for (const step of this.#steps) if (gone(step)) this.watch.removed(step, undefined);
    this.#steps.keep((step) => !gone(step));
  }

  /** How many alarms are kept, those included that were taken away and not yet swept out. */
  get waiting(): number {
    return this.#alarms.size;
  }

  /** Whether a step is enabled without moving the clock. */
  get ready(): boolean {
    return this.#steps.size > 0 || this.#firstDue() !== undefined;
  }

  /** When the next alarm falls due, if there is one. */
  get nextAlarmAt(): EpochMs | undefined {
    for (let top = this.#alarms.peek(); top?.status === 'dead'; top = this.#alarms.peek()) {
      this.#alarms.pop();
      this.#dead--;
    }
    return this.#alarms.peek()?.at;
  }

  /** The steps that are enabled now, in order: the first is the boring choice. */
  enabled(): readonly Step[] {
    this.#due.keep(({ status }) => status !== 'dead');
    return [...this.#steps, ...[...this.#due].map(({ step }) => step)];
  }

  /** Moves the clock to the next alarm and enables all that falls due there. @returns whether there was one */
  advance(): boolean {
    const at = this.nextAlarmAt;
    if (at === undefined) return false;
    invariant(at >= this.#now, 'the clock never goes back');
    this.#now = at;
    for (
      let top = this.#alarms.peek();
      top !== undefined && top.at === at;
      top = this.#alarms.peek()
    ) {
      this.#alarms.pop();
      if (top.status === 'dead') {
        this.#dead--;
        continue;
      }
      top.status = 'due';
      this.#due.push(top);
    }
    return true;
  }

  /** Moves the clock to an instant, or to the next alarm where that comes first. It never goes back. */
  moveTo(at: EpochMs): void {
    const next = this.nextAlarmAt;
    if (next !== undefined && next <= at) this.advance();
    else if (at > this.#now) this.#now = at;
  }

  /** Takes the enabled step at this place of `enabled()` off the agenda. */
  take(index: number): Step {
    if (index < this.#steps.size) return this.#steps.take(index);
    this.#due.keep(({ status }) => status !== 'dead');
    const alarm = this.#due.take(index - this.#steps.size);
    if (this.#slots.get(alarm.slot) === alarm) this.#slots.delete(alarm.slot);
    return alarm.step;
  }

  #firstDue(): Alarm | undefined {
    for (;;) {
      const alarm = this.#due.peek();
      if (alarm?.status !== 'dead') return alarm;
      this.#due.take(0);
    }
  }
}
