/** A transport without a world behind it: it answers what a test tells it to, and keeps what it was asked. */
import { Client } from '@temporalio/client';
import type { ClientOptions } from '@temporalio/client';
import { createConnection } from '../../src/client/connection.ts';
import type { InMemoryConnectionOptions } from '../../src/client/connection.ts';
import type { PendingCall, PendingSleep, Transport } from '../../src/client/transport.ts';
import type {
  Method,
  Reply,
  RequestOf,
  ResponseOf,
  ServiceStatus,
} from '../../src/protocol/request.ts';

interface Sleep {
  readonly duration: number;
  readonly end: () => void;
  withdrawn: boolean;
}

/** Answers calls by method, in the order in which the answers were given; a call without an answer stays open. */
export class ScriptedTransport implements Transport {
  readonly calls: { readonly method: Method; readonly request: unknown }[] = [];
  readonly sleeps: Sleep[] = [];
  withdrawn = 0;
  readonly #replies = new Map<Method, Reply[]>();

  /** The next call of the method is answered so. */
  answer<M extends Method>(method: M, response: ResponseOf<M>): this {
    return this.#reply(method, { ok: true, response } as Reply);
  }

  /** The next call of the method is refused so. */
  refuse(method: Method, status: ServiceStatus): this {
    return this.#reply(method, { ok: false, status });
  }

  #reply(method: Method, reply: Reply): this {
    const replies = this.#replies.get(method) ?? [];
    replies.push(reply);
    this.#replies.set(method, replies);
    return this;
  }

  call<M extends Method>(method: M, request: RequestOf<M>): PendingCall<M> {
    this.calls.push({ method, request });
    const reply = this.#replies.get(method)?.shift() as Reply<M> | undefined;
    return {
      reply: reply === undefined ? new Promise(() => undefined) : Promise.resolve(reply),
      withdraw: () => void this.withdrawn++,
    };
  }

  sleep(duration: number): PendingSleep {
    const { promise, resolve } = withResolvers();
    const sleep: Sleep = { duration, end: resolve, withdrawn: false };
    this.sleeps.push(sleep);
    return { over: promise, withdraw: () => void (sleep.withdrawn = true) };
  }

  /** The requests that were sent of one method. */
  requests<M extends Method>(method: M): readonly RequestOf<M>[] {
    return this.calls
      .filter((call) => call.method === method)
      .map(({ request }) => request as RequestOf<M>);
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A scripted transport and a real client over it; ids are `id-1`, `id-2`, ... */
export function scripted(
  options: Partial<InMemoryConnectionOptions> = {},
  clientOptions: ClientOptions = {},
): { transport: ScriptedTransport; client: Client } {
  const transport = new ScriptedTransport();
  let ids = 0;
  const connection = createConnection(transport, { newId: () => `id-${++ids}`, ...options });
  return { transport, client: new Client({ connection, ...clientOptions }) };
}

/** Lets everything happen that needs no more than promises. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The promise was not rejected');
}

/** The names and messages of an error and its causes. */
export function chain(error: unknown): string[] {
  const found: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) found.push(`${at.name}: ${at.message}`);
  return found;
}
