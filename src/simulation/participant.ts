/** The scenario as one more participant of its world: its calls travel as steps, its awaits are resolved by steps. */
import type { PendingCall, PendingSleep, Transport } from '../client/transport.ts';
import type { DurationMs } from '../common/time.ts';
import type { Method, Reply, RequestOf, ServiceRequest } from '../protocol/request.ts';
import { WorldClosedError } from './error.ts';
import { Expectations } from './expectations.ts';
import type { Actor, TakenStep } from './step.ts';
import type { World } from './world.ts';

/** Something the scenario waits for. */
interface Wait {
  readonly what: string;
}

interface Until extends Wait {
  readonly come: (taken: TakenStep | undefined) => boolean;
  readonly resolve: () => void;
}

/** Keeps what the scenario is waiting for, and wakes it when that has come about. */
export class Participant {
  /** The scenario's function has returned or thrown. */
  over = false;
  outcome:
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly error: unknown }
    | undefined;
  /** What the scenario has said of its run. */
  readonly expectations: Expectations;
  readonly #world: World;
  readonly #waits = new Set<Wait>();
  readonly #untils: Until[] = [];
  readonly #settling: { readonly wait: Wait; readonly resolve: () => void }[] = [];
  #closed = false;

  constructor(world: World) {
    this.#world = world;
    this.expectations = new Expectations(world);
  }

  /** What it waits for within the simulation, in words; empty when it runs, or waits for something real. */
  get waitsFor(): readonly string[] {
    return [...this.#waits].map(({ what }) => what);
  }

  /** Whether it waits for anything within the simulation. */
  get waits(): boolean {
    return this.#waits.size > 0;
  }

  begin(scenario: () => unknown): void {
    this.#world.disturbed();
    void (async () => scenario())().then(
      (value) => this.#end({ ok: true, value }),
      (error: unknown) => this.#end({ ok: false, error }),
    );
  }

  #end(outcome: NonNullable<Participant['outcome']>): void {
    this.over = true;
    this.outcome = outcome;
  }

  /** From now on every verb is refused. */
  close(): void {
    this.#closed = true;
  }

  /** @throws WorldClosedError once the run has ended */
  check(verb: string): void {
    if (this.#closed) throw new WorldClosedError(verb);
  }

  /** Resolves in a step of its own, when that much virtual time has passed. */
  async sleep(ms: DurationMs): Promise<void> {
    this.check('world.sleep()');
    await this.alarm(ms, `world.sleep() until ${new Date(this.#world.now + ms).toISOString()}`)
      .over;
  }

  /** A wait in virtual time that can be given up. */
  alarm(ms: DurationMs, what: string): PendingSleep {
    const world = this.#world;
    const slot = `sleep ${world.newCallId()}`;
    const wait: Wait = { what };
    this.#waits.add(wait);
    const over = new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waits.delete(wait);
        world.disturbed();
        resolve();
      };
      world.agenda.set(slot, world.now + ms, 0, {
        type: 'Wake',
        name: 'scenario:wakes',
        actor: 'scenario',
        wake,
      });
    });
    const withdraw = (): void => {
      this.#waits.delete(wait);
      world.agenda.clear(slot);
    };
    return { over, withdraw };
  }

  /** Carries out a verb of the scenario in a step of its own. */
  async strike(name: string, actor: Actor, strike: () => void): Promise<void> {
    this.check(name);
    await this.#waiting(name, (resolve) => {
      const both = (): void => {
        strike();
        resolve();
      };
      this.#world.agenda.add({ type: 'Fault', name, actor, strike: both });
    });
  }

  /** Resolves once `come` says so, which is asked at once and after every step. */
  async until(what: string, come: (taken: TakenStep | undefined) => boolean): Promise<void> {
    this.check('world.until()');
    if (come(undefined)) return;
    await this.#waiting(what, (resolve) => this.#untils.push({ what, come, resolve }));
  }

  /** Resolves when nothing is left to happen. */
  async settle(): Promise<void> {
    this.check('world.settle()');
    await this.#waiting('world.settle()', (resolve, wait) =>
      this.#settling.push({ wait, resolve }),
    );
  }

  /** After each step: wakes what has come about. */
  afterStep(taken: TakenStep): void {
    for (let at = this.#untils.length - 1; at >= 0; at--) {
      const until = this.#untils[at] as Until;
      if (!until.come(taken)) continue;
      this.#untils.splice(at, 1);
      until.resolve();
    }
  }

  /** Nothing is left to happen. @returns whether that is what the scenario waited for */
  atRest(): boolean {
    const settling = this.#settling.splice(0);
    for (const { resolve } of settling) resolve();
    return settling.length > 0;
  }

  #waiting(what: string, start: (resolve: () => void, wait: Wait) => void): Promise<void> {
    const wait: Wait = { what };
    this.#waits.add(wait);
    return new Promise((resolve) => {
      start(() => {
        this.#waits.delete(wait);
        this.#world.disturbed();
        resolve();
      }, wait);
    });
  }

  /** The way of the scenario's client to the service. */
  transport(): Transport {
    return transportOf(this.#world, 'client', {
      check: (verb) => this.check(verb),
      began: (what) => {
        const wait: Wait = { what };
        this.#waits.add(wait);
        return () => this.#waits.delete(wait);
      },
      sleep: (ms) => this.alarm(ms, 'a pause of the client between two tries'),
      jitter: (low, high, meant) =>
        this.#world.draws.jitter('client tries again after', low, high, meant),
    });
  }
}

/** The way of a client that activity code uses: the scenario does not wait for its calls. */
export function activityTransport(world: World): Transport {
  return transportOf(world, 'activity', { check: () => undefined, began: () => () => undefined });
}

interface Caller {
  check(verb: string): void;
  began(what: string): () => unknown;
  readonly sleep?: (ms: DurationMs) => PendingSleep;
  readonly jitter?: Transport['jitter'];
}

function transportOf(world: World, actor: Actor, caller: Caller): Transport {
  const call = <M extends Method>(method: M, request: RequestOf<M>): PendingCall<M> => {
    caller.check(`client.${method}`);
    const callId = world.newCallId();
    const called = { method, request } as unknown as ServiceRequest;
    const name = world.names.clientRequest(called);
    const ended = caller.began(name);
    const reply = new Promise<Reply<M>>((resolve) => {
      world.callLater({ type: 'Request', name, actor, callId, request: called }, (answer) => {
        ended();
        world.disturbed();
        resolve(answer as Reply<M>);
      });
    });
    const withdraw = (): void => {
      ended();
      world.withdraw(callId);
    };
    return { reply, withdraw };
  };
  const { sleep, jitter } = caller;
  return { call, ...(sleep && { sleep }), ...(jitter && { jitter }) };
}
