/** Errors of workers, as `@temporalio/worker` has them. */

/** @see GracefulShutdownPeriodExpiredError of `@temporalio/worker` */
export class GracefulShutdownPeriodExpiredError extends Error {
  override readonly name = 'GracefulShutdownPeriodExpiredError';
}

/** What a worker ran for was not over when it had stopped. @see PromiseCompletionTimeoutError of `@temporalio/worker` */
export class PromiseCompletionTimeoutError extends Error {
  override readonly name = 'PromiseCompletionTimeoutError';
}

/** @see CombinedWorkerRunErrorCause of `@temporalio/worker` */
export interface CombinedWorkerRunErrorCause {
  readonly workerError: unknown;
  readonly innerError: unknown;
}

/** A worker failed, and what it ran for as well. @see CombinedWorkerRunError of `@temporalio/worker` */
export class CombinedWorkerRunError extends Error {
  override readonly name = 'CombinedWorkerRunError';
  override readonly cause: CombinedWorkerRunErrorCause;

  constructor(message: string, { cause }: { readonly cause: CombinedWorkerRunErrorCause }) {
    super(message);
    this.cause = cause;
  }
}

/** Of Core, which is not there: no worker of lastcall throws it. @see ShutdownError of `@temporalio/worker` */
export class ShutdownError extends Error {
  override readonly name = 'ShutdownError';
}

/** Of Core, which is not there: no worker of lastcall throws it. @see TransportError of `@temporalio/worker` */
export class TransportError extends Error {
  override readonly name = 'TransportError';
}

/** Of Core, which is not there: no worker of lastcall throws it. @see UnexpectedError of `@temporalio/worker` */
export class UnexpectedError extends Error {
  override readonly name = 'UnexpectedError';
}
