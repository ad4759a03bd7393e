/** A worker's surroundings for tests of its parts: keeps what it asks for, and runs its timers in the order of their times. */
import type { CoreEffect } from '../../src/core/effect.ts';
import type { Reply, ServiceRequest } from '../../src/protocol/request.ts';

interface SetTimer {
  readonly at: number;
  readonly task: unknown;
}

/** A request that waits for its answer. */
export interface SentRequest {
  readonly at: number;
  readonly request: ServiceRequest;
  answer(reply: Reply): void;
}

/** Answers that a test gives often. */
export const ok = (response: object = {}): Reply => ({ ok: true, response }) as Reply;
export const notFound: Reply = {
  ok: false,
  status: { code: 'NOT_FOUND', message: 'workflow execution already completed' },
};

/** Keeps effects and requests, and moves time. */
export class WorkerClock {
  now = 0;
  readonly effects: CoreEffect[] = [];
  readonly sent: SentRequest[] = [];
  readonly #timers = new Map<string, SetTimer>();

  readonly emit = (effect: CoreEffect): void => {
    if (effect.type !== 'SetTimer') this.effects.push(effect);
    else if (effect.at === undefined) this.#timers.delete(effect.slot);
    else this.#timers.set(effect.slot, { at: effect.at, task: effect.timer.task });
  };

  readonly send = (request: ServiceRequest, onReply: (reply: Reply, now: number) => void): void => {
    this.sent.push({ at: this.now, request, answer: (reply) => onReply(reply, this.now) });
  };

  get timers(): number {
    return this.#timers.size;
  }

  /** Runs the timers that are due up to `end`, in order; `run` must take each of them. */
  advanceTo(end: number, run: (task: unknown, now: number) => boolean): void {
    for (;;) {
      let next: [string, SetTimer] | undefined;
      for (const timer of this.#timers) {
        if (timer[1].at <= end && (next === undefined || timer[1].at < next[1].at)) next = timer;
      }
      if (next === undefined) break;
      this.#timers.delete(next[0]);
      this.now = next[1].at;
      if (!run(next[1].task, this.now)) throw new Error(`nobody took the timer ${next[0]}`);
    }
    this.now = end;
  }

  /** The effects of one type, in order. */
  of<Type extends CoreEffect['type']>(type: Type): Extract<CoreEffect, { type: Type }>[] {
    return this.effects.filter(
      (effect): effect is Extract<CoreEffect, { type: Type }> => effect.type === type,
    );
  }
}
