/** The connection of workers: it stands for the open world that it was made for. */
import type { ConnectionLike } from '@temporalio/client';
import { SimulationError } from '../host/simulation-error.ts';
import type { OpenWorld } from '../simulation/open-world.ts';

/** A worker or an environment is used in a way that lastcall has no world for. */
export class NoWorldError extends SimulationError {
  override readonly name = 'NoWorldError';
}

const byAddress = new Map<string, OpenWorld>();
const worlds = new WeakMap<NativeConnection, OpenWorld>();

let lastPort = 0;

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
   * Connects to a world by the address of its environment.
   * @throws NoWorldError if there is none
   */
  static async connect(options: { readonly address?: string } = {}): Promise<NativeConnection> {
    const world = byAddress.get(options.address ?? '');
    if (world !== undefined) return new NativeConnection(world);
    throw new NoWorldError(
      `NativeConnection.connect() finds no world at ${options.address ?? 'its default address'}: lastcall has no server. ` +
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

  withAbortSignal<T>(signal: AbortSignal, fn: () => Promise<T>): Promise<T> {
    return this.#connection.withAbortSignal(signal, fn);
  }

  async ensureConnected(): Promise<void> {}

  async close(): Promise<void> {}
}

/** Makes the connection of an environment. */
export const connectionTo = (world: OpenWorld): NativeConnection =>
  // What a subclass may call is not for users.
  new (NativeConnection as unknown as new (world: OpenWorld) => NativeConnection)(world);

/** @throws NoWorldError for what is no connection of lastcall */
export function worldOfConnection(connection: unknown): OpenWorld {
  const world = connection instanceof NativeConnection ? worlds.get(connection) : undefined;
  if (world !== undefined) return world;
  throw new NoWorldError(
    'A worker of lastcall needs the connection of a world: pass env.nativeConnection of a TestWorkflowEnvironment as its connection.',
  );
}
