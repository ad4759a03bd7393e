/** The client of a worker: what `Context.client` is to its activities. @see Worker.client of `@temporalio/worker` */
import type { Client } from '@temporalio/client';
import { createConnection } from '../client/connection.ts';
import { createClient } from '../client/lazy-client.ts';
import type { ResolvedWorker } from './options.ts';
import { activityTransport } from './participant.ts';
import type { World } from './world.ts';

/** Makes the client of a worker of a world. */
export function clientOfWorker(world: World, worker: ResolvedWorker): Client {
  const { namespace, dataConverter, clientInterceptors } = world.options;
  const { newId } = world;
  return createClient({
    connection: createConnection(activityTransport(world), { newId, namespace, aborts: 'ignored' }),
    namespace,
    dataConverter: worker.dataConverter ?? dataConverter,
    interceptors: worker.interceptors?.client ?? clientInterceptors,
  });
}
