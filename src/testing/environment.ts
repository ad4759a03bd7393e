/** `TestWorkflowEnvironment`, as `@temporalio/testing` has it: an open world, with clients and connections to it. */
import { Client, type AsyncCompletionClient, type WorkflowClient } from '@temporalio/client';
import type { ClientOptions, ConnectionLike } from '@temporalio/client';
import type { Duration } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import { OpenWorld } from '../simulation/open-world.ts';
import {
  addressOf,
  connectionTo,
  forgetAddress,
  NoWorldError,
  type NativeConnection,
} from '../worker/native-connection.ts';
import { logTo } from '../worker/log-to.ts';
import { Runtime } from '../worker/runtime.ts';
import { worldOptionsOf, type TestServerOptions } from './server-options.ts';

/** @see LocalTestWorkflowEnvironmentOptions of `@temporalio/testing` */
export interface TestWorkflowEnvironmentOptions {
  readonly server?: TestServerOptions | undefined;
  readonly client?: Omit<ClientOptions, 'namespace' | 'connection'> | undefined;
  readonly plugins?: ClientOptions['plugins'] | undefined;
}

interface Parts {
  readonly options: TestWorkflowEnvironmentOptions;
  readonly supportsTimeSkipping: boolean;
  readonly namespace: string;
}

/** @see TestWorkflowEnvironment of `@temporalio/testing` */
export class TestWorkflowEnvironment {
  readonly namespace: string;
  readonly options: TestWorkflowEnvironmentOptions;
  readonly supportsTimeSkipping: boolean;
  readonly connection: ConnectionLike;
  readonly client: Client;
  readonly nativeConnection: NativeConnection;
  readonly address: string;
  readonly connectionOptions: object = {};
  readonly #world: OpenWorld;
  readonly #deregister: () => void;

  protected constructor({ options, supportsTimeSkipping, namespace }: Parts) {
    const world = new OpenWorld({
      namespace,
      skipping: supportsTimeSkipping ? 'eager' : 'patient',
      ...worldOptionsOf(options.server ?? {}),
      dataConverter: options.client?.dataConverter,
    });
    logTo(world);
    this.#deregister = Runtime.instance().register(this);
    this.#world = world;
    this.namespace = namespace;
    this.options = options;
    this.supportsTimeSkipping = supportsTimeSkipping;
    this.connection = world.connection;
    this.client = new Client({
      connection: world.connection,
      namespace,
      ...(options.plugins === undefined ? {} : { plugins: options.plugins }),
      ...options.client,
    });
    this.nativeConnection = connectionTo(world);
    this.address = addressOf(world);
  }

  /** An environment in which time jumps whenever a result is awaited. */
  static async createTimeSkipping(
    options: TestWorkflowEnvironmentOptions = {},
  ): Promise<TestWorkflowEnvironment> {
    const { namespace = 'default' } = options.server ?? {};
    return new TestWorkflowEnvironment({ options, supportsTimeSkipping: true, namespace });
  }

  /**
   * An environment in which time passes as it does outside.
   * @divergence It jumps nevertheless while all that the test waits for is a workflow: with no timer of its own under way.
   */
  static async createLocal(
    options: TestWorkflowEnvironmentOptions = {},
  ): Promise<TestWorkflowEnvironment> {
    const { namespace = 'default' } = options.server ?? {};
    return new TestWorkflowEnvironment({ options, supportsTimeSkipping: false, namespace });
  }

  /** @throws NoWorldError always: there is no server to connect to */
  static async createFromExistingServer(): Promise<never> {
    throw new NoWorldError(
      'lastcall connects to no server: use TestWorkflowEnvironment.createLocal() or createTimeSkipping().',
    );
  }

  /** @deprecated as in `@temporalio/testing`: use `client.activity` */
  get asyncCompletionClient(): AsyncCompletionClient {
    return this.client.activity;
  }

  /** @deprecated as in `@temporalio/testing`: use `client.workflow` */
  get workflowClient(): WorkflowClient {
    return this.client.workflow;
  }

  /** Waits in the time of the environment. */
  readonly sleep = async (duration: Duration): Promise<void> => {
    await this.#world.sleep(msToNumber(duration));
  };

  /** The time of the environment, in milliseconds since the epoch. */
  async currentTimeMs(): Promise<number> {
    return this.#world.world.now;
  }

  /** Ends the world; what still waits for it waits in vain. */
  async teardown(): Promise<void> {
    forgetAddress(this.address);
    this.#deregister();
    await this.#world.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.teardown();
  }
}
