/** A real `Client` of `@temporalio/client` whose dearer parts are made when they are first asked for. */
import { Client, WorkflowClient } from '@temporalio/client';
import type { ClientOptions, ConnectionLike, WorkflowClientOptions } from '@temporalio/client';

/** What the `Client` of a world is made of. */
export interface LazyClientOptions {
  readonly connection: ConnectionLike;
  readonly namespace: string;
  readonly dataConverter?: ClientOptions['dataConverter'] | undefined;
  readonly interceptors?: ClientOptions['interceptors'] | undefined;
}

/** Parts that most scenarios never touch, and that take ten times as long to make as all the rest. */
const LATER = ['options', 'activity', 'schedule', 'taskQueue', 'nexus'] as const;

const OPTIONS = Symbol('lastcall.clientOptions');
const WHOLE = Symbol('lastcall.wholeClient');

interface LazyClient {
  /** No closure: V8 would keep one, and with it the world, until the next full collection. */
  [OPTIONS]: LazyClientOptions;
  /** What the parts are taken from, once one of them has been asked for. */
  [WHOLE]: Client | undefined;
  connection: ConnectionLike;
  loadedDataConverter: unknown;
  workflow: WorkflowClient;
}

function later(part: (typeof LATER)[number]): PropertyDescriptor {
  return {
    configurable: true,
    enumerable: true,
    get(this: LazyClient): unknown {
      this[WHOLE] ??= new Client({ ...this[OPTIONS] } as ClientOptions);
      return this[WHOLE][part];
    },
    set(this: LazyClient, value: unknown): void {
      Object.defineProperty(this, part, {
        value,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    },
  };
}

const prototype = Object.create(
  Client.prototype,
  Object.fromEntries(LATER.map((part) => [part, later(part)])),
) as object;

/** The options as the plugins of the connection leave them. @see the constructor of Client */
function configured(options: ClientOptions, { plugins }: ConnectionLike): ClientOptions {
  let current: ClientOptions = options;
  for (const plugin of plugins as NonNullable<ClientOptions['plugins']>)
    current = (plugin.configureClient?.(current) as ClientOptions | undefined) ?? current;
  return current;
}

/** A client that is what `new Client(options)` would be, for a tenth of the price. */
export function createClient(options: LazyClientOptions): Client {
  const { connection } = options;
  const { namespace, dataConverter, identity, interceptors } = configured(
    options as ClientOptions,
    connection,
  );
  const workflow = new WorkflowClient({
    connection,
    namespace,
    dataConverter,
    identity,
    interceptors: interceptors?.workflow,
  } as WorkflowClientOptions);
  const client = Object.create(prototype) as LazyClient;
  client[OPTIONS] = options;
  client[WHOLE] = undefined;
  client.connection = connection;
  client.loadedDataConverter = workflow.options.loadedDataConverter;
  client.workflow = workflow;
  return client as unknown as Client;
}
