/** What the services of one connection share: the way to the world, the callers' contexts, the seeded request ids. */
import type { NewId } from '../common/ids.ts';
import type { Method, RequestOf, ResponseOf } from '../protocol/request.ts';
import { CallContexts } from './call-context.ts';
import { call } from './call.ts';
import type { CallOptions } from './call.ts';
import { RequestIds } from './request-ids.ts';

/** A connection, seen from its services. @see the class Channel of `@grpc/grpc-js` */
export class Channel {
  readonly contexts: CallContexts = new CallContexts();
  readonly ids: RequestIds;
  /** The only namespace of the world. */
  readonly namespace: string;
  readonly #options: CallOptions;
  #closed = false;

  constructor(namespace: string, newId: NewId, options: CallOptions) {
    this.namespace = namespace;
    this.ids = new RequestIds(newId);
    this.#options = options;
  }

  /** Whether the service takes the caller for the CLI or the Web UI, which it shows only events that are written. */
  get callerIsTool(): boolean {
    const name = this.contexts.current()?.metadata?.['client-name'];
    return name === 'temporal-cli' || name === 'temporal-ui';
  }

  /** Makes one call. @throws GrpcServiceError; Error once the channel is closed */
  call<M extends Method>(method: M, request: RequestOf<M>): Promise<ResponseOf<M>> {
    this.check();
    return call(method, request, this.contexts.current(), this.#options);
  }

  /** @throws Error once the channel is closed, as gRPC does */
  check(): void {
    if (this.#closed) throw new Error('Channel has been shut down');
  }

  /** From now on no call is made; those under way go on. */
  close(): void {
    this.#closed = true;
    this.contexts.close();
  }
}
