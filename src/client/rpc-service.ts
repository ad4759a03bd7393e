/** gRPC services as the SDK has them: an object with a method for everything that the API describes. */
import type { Channel } from './channel.ts';
import { installedClient } from './installed-client.ts';
import { notModelled } from './service-error.ts';

/** One method: what comes in is a protobuf object, and so is what goes out. */
export type Rpc = (request: unknown, channel: Channel) => object | Promise<object>;

/** Makes the services of connections. */
export type RpcServiceClass = new (channel: Channel) => object;

/**
 * The class of a service of the API.
 * @param serviceName - as the API names it: `'temporal.api.workflowservice.v1.WorkflowService'`
 * @param rpcs - by the API's names of the methods; every other method is refused with UNIMPLEMENTED
 */
export function rpcServiceClass(
  serviceName: string,
  rpcs: ReadonlyMap<string, Rpc>,
): RpcServiceClass {
  class RpcService {
    readonly #channel: Channel;

    constructor(channel: Channel) {
      this.#channel = channel;
    }

    // No async function: a promise more for every call of every client.
    static call(service: RpcService, rpc: Rpc, request: unknown): Promise<object> {
      try {
        service.#channel.check();
        return Promise.resolve(rpc(request, service.#channel));
      } catch (error) {
        return Promise.reject(error as Error);
      }
    }
  }
  for (const method of Object.keys(installedClient().messages.lookupService(serviceName).methods)) {
    const rpc = rpcs.get(method) ?? unimplemented(method);
    const value = function (this: RpcService, request: unknown): Promise<object> {
      return RpcService.call(this, rpc, request);
    };
    const name = `${method.charAt(0).toLowerCase()}${method.slice(1)}`;
    Object.assign(RpcService.prototype, { [name]: value });
  }
  return RpcService;
}

const unimplemented =
  (method: string): Rpc =>
  () => {
    throw notModelled(method);
  };
