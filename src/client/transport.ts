/** How the in-memory connection reaches the service: every call is a request that travels as a step of the simulation. */
import type { DurationMs } from '../common/time.ts';
import type { Method, Reply, RequestOf } from '../protocol/request.ts';

/** Carries calls to the service. */
export interface Transport {
  /** Sends one request; the promise is settled by a later step. Never rejects: a refusal is a reply. */
  call<M extends Method>(method: M, request: RequestOf<M>): PendingCall<M>;
  /**
   * Waits for a span of virtual time; whoever waits is one more alarm of the agenda.
   * Without it refused calls are not repeated and deadlines of calls are ignored.
   */
  sleep?(duration: DurationMs): PendingSleep;
  /** What chance makes of a pause, between two bounds; without it, it is as long as it is meant to be. */
  jitter?(low: DurationMs, high: DurationMs, meant: DurationMs): DurationMs;
}

/** A call that is under way. */
export interface PendingCall<M extends Method> {
  readonly reply: Promise<Reply<M>>;
  /** The caller no longer waits; the reply stays unsettled. What the request did to the service stays done. */
  withdraw(): void;
}

/** A wait that is under way. */
export interface PendingSleep {
  readonly over: Promise<void>;
  /** Nobody waits any more: the alarm is taken away, and the promise stays unsettled. */
  withdraw(): void;
}
