/** The one agenda of a world: the steps that are enabled now, in order, and the alarms that enable more when they fall due. */
import { BinaryHeap } from '../common/binary-heap.ts';
import { invariant } from '../common/invariant.ts';
import type { EpochMs } from '../common/time.ts';
import type { Step } from './step.ts';

/** A step that belongs to a slot and waits for its time, or for its turn. */
interface Alarm {
  readonly slot: string;
  readonly at: EpochMs;
  readonly rank: number;
  readonly seq: number;
  readonly step: Step;
  status: 'waiting' | 'due' | 'dead';
}

interface Enabled {
  readonly step: Step;
  readonly alarm: Alarm | undefined;
}

const before = (a: Alarm, b: Alarm): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.seq < b.seq;

/** Dead alarms are swept out when they are more than half of at least this many. */
const WORTH_A_SWEEP = 64;

/**
 * Enabled steps keep their order of insertion. Alarms are ordered by time, then rank, then insertion: never by time alone.
 * Setting a slot anew replaces its alarm, also one that has fallen due but was not taken yet.
 */
export class Agenda {
  #now: EpochMs;
  #seq = 0;
  readonly #alarms = new BinaryHeap<Alarm>(before);
  readonly #slots = new Map<string, Alarm>();
  #dead = 0;
  #enabled: (Enabled | undefined)[] = [];
  #head = 0;

  constructor(now: EpochMs) {
    this.#now = now;
  }

  /** The virtual clock: it moves in `advance` alone. */
  get now(): EpochMs {
    return this.#now;
  }

  /** Enables a step now, after those that are enabled already. */
  add(step: Step): void {
    this.#enabled.push({ step, alarm: undefined });
  }

  /** Enables a step now, before those that are enabled already. */
  addFirst(step: Step): void {
    const entry = { step, alarm: undefined };
    if (this.#head > 0) this.#enabled[--this.#head] = entry;
    else this.#enabled.unshift(entry);
  }

  /** Sets the alarm of a slot. An instant in the past means now. A lower rank goes first among alarms of one instant. */
  set(slot: string, at: EpochMs, rank: number, step: Step): void {
    this.clear(slot);
    const seq = this.#seq++;
    const alarm: Alarm = { slot, at: Math.max(at, this.#now), rank, seq, step, status: 'waiting' };
    this.#slots.set(slot, alarm);
    this.#alarms.push(alarm);
  }

  /** Takes the alarm of a slot away; harmless when none is set. */
  clear(slot: string): void {
    const alarm = this.#slots.get(slot);
    if (alarm === undefined) return;
    this.#slots.delete(slot);
    if (alarm.status === 'waiting') this.#dead++;
    alarm.status = 'dead';
    if (this.#dead >= WORTH_A_SWEEP && this.#dead * 2 > this.#alarms.size) {
      this.#alarms.keep(({ status }) => status !== 'dead');
      this.#dead = 0;
    }
  }

  /** Takes every alarm and every enabled step away that `gone` picks: a worker has died. */
  drop(gone: (step: Step) => boolean): void {
    for (const [slot, { step }] of this.#slots) if (gone(step)) this.clear(slot);
    this.#enabled = this.#live().filter(({ step }) => !gone(step));
    this.#head = 0;
  }

  /** How many alarms are kept, those included that were taken away and not yet swept out. */
  get waiting(): number {
    return this.#alarms.size;
  }

  /** Whether a step is enabled without moving the clock. */
  get ready(): boolean {
    this.#skipDead();
    return this.#head < this.#enabled.length;
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
    return this.#live().map(({ step }) => step);
  }

  /** The boring choice, where a step is enabled. */
  first(): Step | undefined {
    this.#skipDead();
    return this.#enabled[this.#head]?.step;
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
      this.#enabled.push({ step: top.step, alarm: top });
    }
    return true;
  }

  /** Takes the enabled step at this place of `enabled()` off the agenda. */
  take(index: number): Step {
    this.#skipDead();
    if (index === 0) {
      const entry = this.#enabled[this.#head];
      invariant(entry !== undefined, 'a step is enabled when one is taken');
      this.#enabled[this.#head++] = undefined;
      if (this.#head >= 32 && this.#head * 2 > this.#enabled.length) this.#shift();
      return this.#taken(entry);
    }
    const live = this.#live();
    const [entry] = live.splice(index, 1);
    invariant(entry !== undefined, 'a step that is taken is an enabled one');
    this.#enabled = live;
    this.#head = 0;
    return this.#taken(entry);
  }

  #taken({ step, alarm }: Enabled): Step {
    if (alarm !== undefined && this.#slots.get(alarm.slot) === alarm)
      this.#slots.delete(alarm.slot);
    return step;
  }

  #live(): Enabled[] {
    const live: Enabled[] = [];
    for (let at = this.#head; at < this.#enabled.length; at++) {
      const entry = this.#enabled[at];
      if (entry !== undefined && entry.alarm?.status !== 'dead') live.push(entry);
    }
    return live;
  }

  #skipDead(): void {
    while (
      this.#head < this.#enabled.length &&
      this.#enabled[this.#head]?.alarm?.status === 'dead'
    ) {
      this.#enabled[this.#head++] = undefined;
    }
    if (this.#head > 0 && this.#head === this.#enabled.length) this.#shift();
  }

  #shift(): void {
    this.#enabled = this.#enabled.slice(this.#head);
    this.#head = 0;
  }
}
