/** The requests of a worker that are under way, and who waits for their answers. */
import type { EpochMs } from '../common/time.ts';
import type { Reply, ServiceRequest } from '../protocol/request.ts';
import type { CoreEffect, RequestId } from './effect.ts';

/** Numbers requests and gives their answers to those who sent them. */
export class OpenRequests {
  readonly #emit: (effect: CoreEffect) => void;
  readonly #waiting = new Map<RequestId, (reply: Reply, now: EpochMs) => void>();
  #lastId: RequestId = 0;

  constructor(emit: (effect: CoreEffect) => void) {
    this.#emit = emit;
  }

  send(request: ServiceRequest, onReply: (reply: Reply, now: EpochMs) => void): RequestId {
    this.#lastId += 1;
    this.#waiting.set(this.#lastId, onReply);
    this.#emit({ type: 'Request', requestId: this.#lastId, request });
    return this.#lastId;
  }

  withdraw(requestId: RequestId): void {
    if (this.#waiting.delete(requestId)) this.#emit({ type: 'WithdrawRequest', requestId });
  }

  /** Gives an answer to who waits for it; an answer to a withdrawn request is for nobody. */
  answer(requestId: RequestId, reply: Reply, now: EpochMs): void {
    const onReply = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    onReply?.(reply, now);
  }
}
