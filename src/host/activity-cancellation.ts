/** How an attempt hears that it is to stop: the promise, the signal and the details of its `Context`, made when they are asked for. */
import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common';
import type { ActivityCancellationDetailsHolder } from '@temporalio/common/lib/activity-cancellation-details.js';
import type {
  ActivityCancelReason,
  ActivityCancellationDetails as Details,
} from '../protocol/attempt.ts';

/** The error is made by the worker, not by the user's code: a stack trace would only show lastcall. */
function cancelledFailure(reason: ActivityCancelReason): CancelledFailure {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new CancelledFailure(reason);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** So often may code wait to hear of its cancellation when it has been told: `Context.sleep` does so each time, and rejects at once. */
const MOST_ASKED = 10_000;

/** The cancellation of one attempt. An AbortController is dear, and most attempts never look at it. */
export class ActivityCancellation {
  /** What `Context.cancellationDetails` reads. */
  readonly holder: ActivityCancellationDetailsHolder = {};
  #reason: ActivityCancelReason | undefined;
  /** What promise and signal say: the first reason. A later one only changes how the outcome is classified. */
  #firstReason: ActivityCancelReason | undefined;
  #failure: CancelledFailure | undefined;
  #promise: Promise<never> | undefined;
  #reject: ((failure: CancelledFailure) => void) | undefined;
  #controller: AbortController | undefined;
  #asked = 0;
  readonly #insisted: ((asked: number) => void) | undefined;

  /** @param insisted told when code goes round and round without hearing what it is told */
  constructor(insisted?: (asked: number) => void) {
    this.#insisted = insisted;
  }

  /** Why the attempt was told to stop; undefined while it was not. */
  get reason(): ActivityCancelReason | undefined {
    return this.#reason;
  }

  cancel(reason: ActivityCancelReason, details: Details | undefined): void {
    this.#reason = reason;
    this.holder.details = new ActivityCancellationDetails(details);
    if (this.#firstReason !== undefined) return;
    this.#firstReason = reason;
    this.#controller?.abort(this.#failureOf(reason));
    this.#reject?.(this.#failureOf(reason));
  }

  #failureOf(reason: ActivityCancelReason): CancelledFailure {
    return (this.#failure ??= cancelledFailure(reason));
  }

  /** @see Context.cancelled */
  get promise(): Promise<never> {
    if (this.#firstReason !== undefined && ++this.#asked > MOST_ASKED) return this.#parked();
    if (this.#promise !== undefined) return this.#promise;
    const promise = new Promise<never>((_, reject) => {
      if (this.#firstReason === undefined) this.#reject = reject;
      else reject(this.#failureOf(this.#firstReason));
    });
    // Nobody is obliged to listen.
    promise.catch(() => undefined);
    this.#promise = promise;
    return promise;
  }

  /** Lets code wait for ever: an error could be caught, and the loop go on. */
  #parked(): Promise<never> {
    this.#insisted?.(MOST_ASKED);
    return new Promise(() => undefined);
  }

  /** @see Context.cancellationSignal */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#firstReason !== undefined) {
        this.#controller.abort(this.#failureOf(this.#firstReason));
      }
    }
    return this.#controller.signal;
  }
}
