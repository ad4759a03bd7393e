/** The OperatorService of a connection: search attributes can be registered, all else is refused. */
import type { ConnectionLike } from '@temporalio/client';
import type { Channel } from './channel.ts';
import { toMessage } from './message.ts';
import { rpcServiceClass } from './rpc-service.ts';
import type { Rpc, RpcServiceClass } from './rpc-service.ts';

type OperatorService = ConnectionLike['operatorService'];

interface SearchAttributeTypes {
  readonly searchAttributes?: Readonly<Record<string, number>> | null;
}

const registered = new WeakMap<Channel, Record<string, number>>();

function typesOf(channel: Channel): Record<string, number> {
  let types = registered.get(channel);
  if (types === undefined) registered.set(channel, (types = {}));
  return types;
}

const addSearchAttributes: Rpc = (request, channel) => {
  Object.assign(typesOf(channel), (request as SearchAttributeTypes).searchAttributes);
  return toMessage('temporal.api.operatorservice.v1.AddSearchAttributesResponse', {});
};

const listSearchAttributes: Rpc = (_request, channel) => {
  const message = toMessage('temporal.api.operatorservice.v1.ListSearchAttributesResponse', {});
  message['customAttributes'] = { ...typesOf(channel) };
  return message;
};

let serviceClass: RpcServiceClass | undefined;

/**
 * The service of one connection.
 * @divergence Workflows may have search attributes that were never registered, of any type; what is registered is
 * remembered by the connection, for whoever lists it.
 */
export function createOperatorService(channel: Channel): OperatorService {
  serviceClass ??= rpcServiceClass(
    'temporal.api.operatorservice.v1.OperatorService',
    new Map<string, Rpc>([
      ['AddSearchAttributes', addSearchAttributes],
      ['ListSearchAttributes', listSearchAttributes],
    ]),
  );
  return new serviceClass(channel) as OperatorService;
}
