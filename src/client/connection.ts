/** The in-memory connection: what the real `Client` of `@temporalio/client` is given in the place of a gRPC connection. */
import type { ConnectionLike } from '@temporalio/client';
import type { NewId } from '../common/ids.ts';
import { Channel } from './channel.ts';
import { createOperatorService } from './operator-service.ts';
import { seededClient } from './seeded-client.ts';
import type { Transport } from './transport.ts';
import { createWorkflowService } from './workflow-service.ts';

/** How a connection is made. */
export interface InMemoryConnectionOptions {
  /** Where request ids and the ids of updates come from, so that histories do not differ between two runs. */
  readonly newId: NewId;
  /** The world's namespace; `'default'` if left out. */
  readonly namespace?: string | undefined;
  /** Of clients that are given none: `'lastcall'` if left out. */
  readonly identity?: string | undefined;
  /**
   * What `withDeadline` means. `'ignored'`, which is the default: nothing. `'virtual'`: a call ends with DEADLINE_EXCEEDED
   * once as much virtual time has passed as was left when it was made, by the clock that its caller reads.
   */
  readonly deadlines?: 'virtual' | 'ignored' | undefined;
  /**
   * What `withAbortSignal` means. `'heard'`, which is the default: an abort ends calls. `'ignored'`: nothing, as with the connection of a
   * worker, which is also that of `Context.client` in activity code. @see NativeConnection.sendRequest of `@temporalio/worker`
   */
  readonly aborts?: 'heard' | 'ignored' | undefined;
}

/**
 * A connection over `transport`, for `new Client({ connection, namespace })`.
 *
 * Calls behave as over gRPC: refusals are the same errors, what may be tried again is tried again (in virtual time), an
 * abort signal ends them. Interceptors of clients work as ever.
 *
 * @divergence gRPC interceptors are not modelled, and the metadata of a call is only read for the name of the client.
 * @divergence Deadlines of client calls are ignored unless asked for: what is slow is slow in virtual time only.
 * @see ConnectionLike of `@temporalio/client`
 */
export function createConnection(
  transport: Transport,
  options: InMemoryConnectionOptions,
): ConnectionLike {
  const { newId, namespace = 'default', identity = 'lastcall', deadlines = 'ignored' } = options;
  const channel = new Channel(namespace, newId, { transport, deadlines });
  const { contexts } = channel;
  const hearsAborts = options.aborts !== 'ignored';
  return {
    workflowService: createWorkflowService(channel),
    operatorService: createOperatorService(channel),
    plugins: [seededClient(newId, identity)],
    ensureConnected: async () => channel.check(),
    close: async () => channel.close(),
    withDeadline: (deadline, fn) => contexts.run({ deadline }, fn),
    withMetadata: (metadata, fn) => contexts.run({ metadata }, fn),
    withAbortSignal: (abortSignal, fn) => contexts.run(hearsAborts ? { abortSignal } : {}, fn),
  };
}
