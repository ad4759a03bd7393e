/** The OperatorService of a connection: search attributes can be registered, all else is refused. */
import type { ConnectionLike } from '@temporalio/client';
import type { SearchAttributeType } from '../protocol/operator-methods.ts';
import type { Channel } from './channel.ts';
import { installedClient } from './installed-client.ts';
import { toMessage } from './message.ts';
import { rpcServiceClass } from './rpc-service.ts';
import type { Rpc, RpcServiceClass } from './rpc-service.ts';

type OperatorService = ConnectionLike['operatorService'];

interface ProtoTypes {
  readonly searchAttributes?: Readonly<Record<string, number>> | null;
}

const PREFIX = 'INDEXED_VALUE_TYPE_';

/** `'KeywordList'` for KEYWORD_LIST. */
const typeNamed = (name: string): SearchAttributeType =>
  name
    .slice(PREFIX.length)
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('') as SearchAttributeType;

/** The types of attributes by the names of the enum's values. */
function enumOfTypes(): Readonly<Record<string, number>> {
  const { values } = installedClient().messages.lookupEnum(
    'temporal.api.enums.v1.IndexedValueType',
  );
  return values;
}

const addSearchAttributes: Rpc = async (request, channel) => {
  const names = new Map(Object.entries(enumOfTypes()).map(([name, value]) => [value, name]));
  const given = Object.entries((request as ProtoTypes).searchAttributes ?? {});
  const searchAttributes = Object.fromEntries(
    given.map(([name, type]) => [name, typeNamed(names.get(type) ?? '')]),
  );
  await channel.call('AddSearchAttributes', { searchAttributes });
  return toMessage('temporal.api.operatorservice.v1.AddSearchAttributesResponse', {});
};

const listSearchAttributes: Rpc = async (_request, channel) => {
  const { customAttributes } = await channel.call('ListSearchAttributes', {});
  const message = toMessage('temporal.api.operatorservice.v1.ListSearchAttributesResponse', {});
  const values = Object.entries(enumOfTypes());
  message['customAttributes'] = Object.fromEntries(
    Object.entries(customAttributes).map(([name, type]) => [
      name,
      values.find(([value]) => typeNamed(value) === type)?.[1],
    ]),
  );
  return message;
};

let serviceClass: RpcServiceClass | undefined;

/**
 * The service of one connection.
 * @divergence Workflows may have search attributes that were never registered, of any type.
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
