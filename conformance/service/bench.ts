/** A service on a virtual clock: one call at a time, and between calls whatever follows by itself. */
import { uuids } from '../../src/common/ids.ts';
import { seededRandom } from '../../src/common/random.ts';
import type { Reply, ServiceRequest } from '../../src/protocol/request.ts';
import type {
  CallId,
  ServiceEffect,
  ServiceTimer,
  ServiceTransfer,
} from '../../src/service/effect.ts';
import { Service } from '../../src/service/service.ts';
import type { ServiceOptions } from '../../src/service/service.ts';

interface Alarm {
  readonly at: number;
  readonly order: number;
  readonly timer: ServiceTimer;
}

/** Where virtual time begins. */
export const EPOCH: number = Date.parse('2024-01-01T00:00:00Z');

/** Plays the world around a service. */
export class ServiceBench {
  readonly service: Service;
  readonly newId: () => string = uuids(seededRandom(7));
  now: number = EPOCH;
  #nextCall = 1;
  #order = 0;
  readonly #replies = new Map<CallId, Reply>();
  readonly #alarms = new Map<string, Alarm>();
  readonly #transfers: ServiceTransfer[] = [];

  constructor(options: Partial<ServiceOptions> = {}) {
    this.service = new Service({ namespace: 'default', newId: uuids(seededRandom(1)), ...options });
  }

  /** Sends a request, and does everything that follows from it at this instant. */
  send(request: ServiceRequest): CallId {
    const callId = this.#nextCall++;
    this.#carryOut(this.service.call(callId, request, this.now));
    this.#settle();
    return callId;
  }

  /** The answer to a call, if it has one by now. */
  replyTo(callId: CallId): Reply | undefined {
    return this.#replies.get(callId);
  }

  /** The answer to a request that is answered at once. */
  call(request: ServiceRequest): Reply {
    const reply = this.replyTo(this.send(request));
    if (reply === undefined) throw new Error(`${request.method} was not answered`);
    return reply;
  }

  /** Advances the clock until a call is answered, at most by the given time; gives the answer up then. */
  await(callId: CallId, upToMs: number): Reply | undefined {
    const until = this.now + upToMs;
    while (!this.#replies.has(callId) && this.#fireNext(until));
    const reply = this.#replies.get(callId);
    if (reply === undefined) this.now = until;
    return reply;
  }

  /** The caller of a call has lost its patience. */
  withdraw(callId: CallId): void {
    this.service.withdraw(callId);
  }

  /** Lets time pass, doing whatever falls due. */
  advance(ms: number): void {
    const until = this.now + ms;
    while (this.#fireNext(until));
    this.now = until;
  }

  /** How many timers are set. */
  get alarms(): number {
    return this.#alarms.size;
  }

  #carryOut(effects: readonly ServiceEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'Reply') this.#replies.set(effect.callId, effect.reply);
      else if (effect.type === 'AddTransfer') this.#transfers.push(effect.transfer);
      else if (effect.at === undefined) this.#alarms.delete(effect.slot);
      else {
        const { slot, at, timer } = effect;
        this.#alarms.set(slot, { at, timer, order: this.#order++ });
      }
    }
  }

  #settle(): void {
    for (;;) {
      const transfer = this.#transfers.shift();
      if (transfer !== undefined) {
        this.#carryOut(this.service.runTransfer(transfer, this.now));
        continue;
      }
      if (!this.#fireDue()) return;
    }
  }

  /** Fires the first alarm that is due now. */
  #fireDue(): boolean {
    const next = this.#nextAlarm();
    if (next === undefined || next.alarm.at > this.now) return false;
    this.#alarms.delete(next.slot);
    this.#carryOut(this.service.runTimer(next.alarm.timer, this.now));
    return true;
  }

  #fireNext(until: number): boolean {
    const next = this.#nextAlarm();
    if (next === undefined || next.alarm.at > until) return false;
    this.now = Math.max(this.now, next.alarm.at);
    this.#settle();
    return true;
  }

  #nextAlarm(): { slot: string; alarm: Alarm } | undefined {
    let first: { slot: string; alarm: Alarm } | undefined;
    for (const [slot, alarm] of this.#alarms)
      if (first === undefined || isBefore(alarm, first.alarm)) first = { slot, alarm };
    return first;
  }
}

const isBefore = (a: Alarm, b: Alarm): boolean =>
  a.at !== b.at
    ? a.at < b.at
    : a.timer.rank !== b.timer.rank
      ? a.timer.rank < b.timer.rank
      : a.order < b.order;
