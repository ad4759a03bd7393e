/** One call of a client from its request to its answer: sent again where a gRPC client would, and ended early where its caller says so. */
import type { DurationMs } from '../common/time.ts';
import type { Method, RequestOf, ResponseOf, ServiceStatus } from '../protocol/request.ts';
import type { CallContext } from './call-context.ts';
import { grpcServiceError, isRetryable } from './service-error.ts';
import type { Transport } from './transport.ts';

/** How the calls of a connection are carried out. */
export interface CallOptions {
  readonly transport: Transport;
  /** Whether a deadline ends a call once that much virtual time has passed, or means nothing. */
  readonly deadlines: 'virtual' | 'ignored';
}

/** Of a call that the service keeps turning away. @see defaultGrpcRetryOptions of `@temporalio/client` */
const MAX_ATTEMPTS = 10;
const BACKOFF_FACTOR = 1.7;
const MAX_BACKOFF: DurationMs = 5_000;
const JITTER = 0.2;

/**
 * How long a client waits after its nth attempt.
 * @divergence A client whose call was turned away waits as long as its backoff says; a real one up to 20 % longer or shorter, at
 * random, which only explorations do here.
 */
function backoff(attempt: number, status: ServiceStatus, { jitter }: Transport): DurationMs {
  const initial = status.code === 'RESOURCE_EXHAUSTED' ? 1_000 : 100;
  const meant = Math.min(MAX_BACKOFF, initial * BACKOFF_FACTOR ** attempt);
  return jitter?.(meant * (1 - JITTER), meant * (1 + JITTER), meant) ?? meant;
}

/** What ends a call before its answer: its caller's abort signal, its deadline. */
class CallLimits {
  readonly #release: (() => void)[] = [];
  #reached: ServiceStatus | undefined;
  #stop: ((status: ServiceStatus) => void) | undefined;

  /** As with gRPC, a signal that was aborted before the call does not end it. @see Connection.withAbortSignal */
  abortBy(signal: AbortSignal): void {
    const abort = (): void => this.#reach({ code: 'CANCELLED', message: 'Cancelled on client' });
    signal.addEventListener('abort', abort);
    this.#release.push(() => signal.removeEventListener('abort', abort));
  }

  endAfter(timeLeft: DurationMs, transport: Transport): void {
    const sleep = transport.sleep?.(Math.max(0, timeLeft));
    if (sleep === undefined) return;
    this.#release.push(() => sleep.withdraw());
    const message = `Deadline exceeded after ${(timeLeft / 1_000).toFixed(3)}s`;
    void sleep.over.then(() => this.#reach({ code: 'DEADLINE_EXCEEDED', message }));
  }

  /** Waits for `work`, or gives it up when a limit is reached. @throws GrpcServiceError */
  within<T>(work: Promise<T>, withdraw: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (status: ServiceStatus): void => {
        withdraw();
        reject(grpcServiceError(status));
      };
      if (this.#reached !== undefined) return stop(this.#reached);
      this.#stop = stop;
      work.then((value) => {
        this.#stop = undefined;
        resolve(value);
      }, reject);
    });
  }

  release(): void {
    for (const release of this.#release) release();
  }

  #reach(status: ServiceStatus): void {
    if (this.#reached !== undefined) return;
    this.#reached = status;
    this.#stop?.(status);
  }
}

function limitsOf(context: CallContext | undefined, options: CallOptions): CallLimits | undefined {
  const signal = context?.abortSignal;
  const deadline = options.deadlines === 'virtual' ? context?.deadline : undefined;
  if (signal === undefined && deadline === undefined) return undefined;
  const limits = new CallLimits();
  if (signal !== undefined) limits.abortBy(signal);
  // The caller read the same clock a moment ago, whichever one it was: what counts is the span.
  if (deadline !== undefined) limits.endAfter(Number(deadline) - Date.now(), options.transport);
  return limits;
}

async function attempts<M extends Method>(
  method: M,
  request: RequestOf<M>,
  transport: Transport,
  limits: CallLimits | undefined,
): Promise<ResponseOf<M>> {
  for (let attempt = 1; ; attempt++) {
    const sent = transport.call(method, request);
    const reply = await (limits?.within(sent.reply, () => sent.withdraw()) ?? sent.reply);
    if (reply.ok) return reply.response;
    const { status } = reply;
    if (attempt === MAX_ATTEMPTS || !isRetryable(status)) throw grpcServiceError(status);
    const sleep = transport.sleep?.(backoff(attempt, status, transport));
    if (sleep === undefined) throw grpcServiceError(status);
    await (limits?.within(sleep.over, () => sleep.withdraw()) ?? sleep.over);
  }
}

/**
 * Sends a request and waits for its answer.
 * @throws GrpcServiceError if it is refused or aborted, or when its deadline passes
 */
export function call<M extends Method>(
  method: M,
  request: RequestOf<M>,
  context: CallContext | undefined,
  options: CallOptions,
): Promise<ResponseOf<M>> {
  const limits = limitsOf(context, options);
  const answer = attempts(method, request, options.transport, limits);
  return limits === undefined ? answer : answer.finally(() => limits.release());
}
