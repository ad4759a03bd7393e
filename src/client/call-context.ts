/** What a caller set around its calls: metadata, a deadline, an abort signal (`CallContext` of `@temporalio/client`). */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Metadata } from '@temporalio/client';

/** @see CallContext of `@temporalio/client` */
export interface CallContext {
  readonly metadata?: Metadata | undefined;
  readonly deadline?: number | Date | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** The contexts of one connection, inherited along the caller's promises. */
export class CallContexts {
  // Made when first needed: on Node 20 and 22 a storage in use slows down every promise of the process.
  #storage: AsyncLocalStorage<CallContext> | undefined;

  /** The context of whoever calls. */
  current(): CallContext | undefined {
    return this.#storage?.getStore();
  }

  /** Runs `fn` with `added` on top of the context in which it is called; metadata is merged, all else replaced. */
  async run<R>(added: CallContext, fn: () => Promise<R>): Promise<R> {
    this.#storage ??= new AsyncLocalStorage();
    const outer = this.#storage.getStore();
    const metadata =
      added.metadata === undefined ? outer?.metadata : { ...outer?.metadata, ...added.metadata };
    return await this.#storage.run({ ...outer, ...added, metadata }, fn);
  }

  /** Forgets all contexts. */
  close(): void {
    this.#storage?.disable();
  }
}
