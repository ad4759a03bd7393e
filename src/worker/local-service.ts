/** The local service: the world that a suite finds which connects to `localhost:7233` by itself, and makes no environment. */
import { Connection } from '@temporalio/client';
import type { ConnectionLike, ConnectionOptions } from '@temporalio/client';
import { OpenWorld } from '../simulation/open-world.ts';
import { logTo } from './log-to.ts';

const LOCAL = /^(?:(?:localhost|127\.0\.0\.1|\[::1\])(?::7233)?)?$/;

let world: OpenWorld | undefined;

/** Whether an address is that of a local service, which is the default. */
export const isLocal = (address: string | undefined): boolean => LOCAL.test(address ?? '');

/** The one world of this process that needs no environment: made when it is first asked for, and never torn down. */
export function localService(): OpenWorld {
  if (world === undefined) {
    world = new OpenWorld({ skipping: 'patient' });
    logTo(world);
  }
  return world;
}

type Connect = typeof Connection.connect;
type Lazy = typeof Connection.lazy;

/** What finds a world by an address; undefined for one that none is known by. */
export type FindWorld = (address: string | undefined) => OpenWorld | undefined;

let found: FindWorld | undefined;

function connectionTo(options: ConnectionOptions | undefined): ConnectionLike | undefined {
  return found?.(options?.address)?.connection;
}

/**
 * From now on `Connection.connect` and `Connection.lazy` of `@temporalio/client`, and with them clients that are made without
 * a connection, lead into the world that is found by their address. Other addresses lead where they always did.
 */
export function serveConnections(find: FindWorld): void {
  const isServed = found !== undefined;
  found = find;
  if (isServed) return;
  const { connect, lazy } = Connection as { readonly connect: Connect; readonly lazy: Lazy };
  Connection.connect = async function connectInMemory(options) {
    return (connectionTo(options) as Connection | undefined) ?? connect.call(Connection, options);
  };
  Connection.lazy = function lazyInMemory(options) {
    return (connectionTo(options) as Connection | undefined) ?? lazy.call(Connection, options);
  };
}
