/** The connection of workers: it stands for the open world that it was made for. */
import type { ConnectionLike } from '@temporalio/client';
import { SimulationError } from '../host/simulation-error.ts';
import type { OpenWorld } from '../simulation/open-world.ts';
import { isLocal, localService, serveConnections } from './local-service.ts';

/** A worker or an environment is used in a way that lastcall has no world for. */
export class NoWorldError extends SimulationError {
  override readonly name = 'NoWorldError';
}

const byAddress = new Map<string, OpenWorld>();
const worlds = new WeakMap<NativeConnection, OpenWorld>();

let lastPort = 0;

/** The world of an environment by its address, or the local service. */
const find = (address: string | undefined): OpenWorld | undefined =>
  byAddress.get(address ?? '') ?? (isLocal(address) ? localService() : undefined);

/** Leads the connections of clients to worlds as well. */
export const serveClients = (): void => serveConnections(find);

/** Gives a world an address, under which connections find it until it is taken away. */
export function addressOf(world: OpenWorld): string {
  const address = `lastcall:${++lastPort}`;
  byAddress.set(address, world);
  return address;
}

/** From now on nobody connects there any more. */
export function forgetAddress(address: string): void {
  byAddress.delete(address);
}

/** @see NativeConnection of `@temporalio/worker` */
export class NativeConnection {
  readonly #connection: ConnectionLike;

  protected constructor(world: OpenWorld) {
    this.#connection = world.connection;
    worlds.set(this, world);
  }

  /**
   * Connects to the world of an environment by its address, or to the local service.
   * @throws NoWorldError for another address
   */
  static async connect(options: { readonly address?: string } = {}): Promise<NativeConnection> {
    const world = find(options.address);
    if (world !== undefined) return new NativeConnection(world);
    throw new NoWorldError(
      `NativeConnection.connect() finds no world at ${options.address}: lastcall connects to no server. ` +
        'Use env.nativeConnection of a TestWorkflowEnvironment, or its env.address.',
    );
  }

  get workflowService(): ConnectionLike['workflowService'] {
    return this.#connection.workflowService;
  }

  get operatorService(): unknown {
    return this.#connection.operatorService;
  }

  get plugins(): unknown {
    return this.#connection.plugins;
  }

  withDeadline<T>(deadline: number | Date, fn: () => Promise<T>): Promise<T> {
    return this.#connection.withDeadline(deadline, fn);
  }

  withMetadata<T>(metadata: never, fn: () => Promise<T>): Promise<T> {
    return this.#connection.withMetadata(metadata, fn);
  }

  /** The signal is not heard, as with the real one. */
  withAbortSignal<T>(_signal: AbortSignal, fn: () => Promise<T>): Promise<T> {
    return fn();
  }

  async ensureConnected(): Promise<void> {}

  async close(): Promise<void> {}
}

/** Makes the connection of an environment. */
export const connectionTo = (world: OpenWorld): NativeConnection =>
  // What a subclass may call is not for users.
  new (NativeConnection as unknown as new (world: OpenWorld) => NativeConnection)(world);

/** The world of a connection; without one the local service. @throws NoWorldError for what is no connection of lastcall */
export function worldOfConnection(connection: unknown): OpenWorld {
  if (connection === undefined) return localService();
  const world = connection instanceof NativeConnection ? worlds.get(connection) : undefined;
  if (world !== undefined) return world;
  throw new NoWorldError(
    'A worker of lastcall needs the connection of a world: pass env.nativeConnection of a TestWorkflowEnvironment as its connection.',
  );
}
