/** The heartbeats of one attempt on their way to Core: details are encoded, and while that takes time only the latest wait. */
import type { Payload } from '../protocol/payload.ts';
import type { ActivityConverter } from './activity-converter.ts';

/** Where heartbeats go. */
export interface HeartbeatListener {
  beat(details: Payload): void;
  /** Details could not be encoded. */
  failed(error: unknown): void;
}

/** @see activityHeartbeat$ of `@temporalio/worker` */
export class ActivityHeartbeats {
  readonly #converter: ActivityConverter;
  readonly #listener: HeartbeatListener;
  #busy = false;
  #closed = false;
  #pending: { readonly details: unknown } | undefined;
  #flushed: (() => void) | undefined;

  constructor(converter: ActivityConverter, listener: HeartbeatListener) {
    this.#converter = converter;
    this.#listener = listener;
  }

  /** Never throws and never waits. @see Context.heartbeat */
  beat(details: unknown): void {
    if (this.#closed) return;
    if (this.#busy) this.#pending = { details };
    else this.#send(details);
  }

  #send(details: unknown): void {
    this.#busy = true;
    this.#pending = undefined;
    try {
      const payload = this.#converter.toPayload(details);
      if (payload instanceof Promise) {
        payload.then(
          (encoded) => this.#sent(encoded),
          (error: unknown) => this.#failed(error),
        );
        return;
      }
      // Beats of one synchronous stretch of code run into one another, as in a real worker, where encoding is asynchronous.
      this.#report(payload);
      queueMicrotask(() => this.#next());
    } catch (error) {
      queueMicrotask(() => this.#failed(error));
    }
  }

  #report(payload: Payload): void {
    if (!this.#closed) this.#listener.beat(payload);
  }

  #sent(payload: Payload): void {
    this.#report(payload);
    this.#next();
  }

  #failed(error: unknown): void {
    if (!this.#closed) this.#listener.failed(error);
    this.#next();
  }

  #next(): void {
    this.#busy = false;
    if (this.#pending !== undefined) return this.#send(this.#pending.details);
    this.#flushed?.();
  }

  /** The attempt has completed: what has not been sent is of no interest any more. */
  close(): void {
    this.#closed = true;
    this.#pending = undefined;
  }

  /** The attempt has failed: its last details count, so they go first. @returns a promise if that takes time */
  flushAndClose(): Promise<void> | undefined {
    if (!this.#busy) {
      this.close();
      return undefined;
    }
    return new Promise((resolve) => {
      this.#flushed = () => {
        this.close();
        resolve();
      };
    });
  }
}
