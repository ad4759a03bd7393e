/** The runtime of workers: where `@temporalio/worker` keeps Core, here only the logger that all workers share. */
import { IllegalStateError, noopMetricMeter } from '@temporalio/common';
import type { Logger, MetricMeter } from '@temporalio/common';
import { DefaultLogger } from './logger.ts';

/** @see RuntimeOptions of `@temporalio/worker`; what concerns Core is not heard */
export interface RuntimeOptions {
  readonly logger?: Logger | undefined;
  readonly telemetryOptions?: unknown;
  readonly shutdownSignals?: readonly NodeJS.Signals[] | undefined;
}

/** Signals on which workers shut down. @see RuntimeOptions.shutdownSignals */
const SHUTDOWN_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGUSR2'];

/** @see Runtime of `@temporalio/worker` */
export class Runtime {
  /** Undefined while nothing uses one. */
  static _instance: Runtime | undefined;
  readonly options: RuntimeOptions;
  readonly logger: Logger;
  readonly metricMeter: MetricMeter = noopMetricMeter;
  readonly #users: Set<object> = new Set();

  protected constructor(options: RuntimeOptions) {
    this.options = options;
    this.logger = options.logger ?? new DefaultLogger('WARN');
  }

  /** @throws IllegalStateError if there is one already */
  static install(options: RuntimeOptions): Runtime {
    if (Runtime._instance !== undefined) {
      throw new IllegalStateError('Runtime singleton has already been instantiated');
    }
    return (Runtime._instance = new Runtime(options));
  }

  static instance(): Runtime {
    return (Runtime._instance ??= new Runtime({}));
  }

  /**
   * Notes a worker or an environment. With the last one that is gone, the runtime is.
   * @returns what is to be called when it is gone
   */
  register(user: object): () => void {
    this.#users.add(user);
    return () => {
      if (!this.#users.delete(user) || this.#users.size > 0) return;
      if (Runtime._instance === this) Runtime._instance = undefined;
    };
  }

  /** Calls that on the signals by which a process is asked to end. @returns what ends that */
  onShutdownSignal(shutdown: () => void): () => void {
    const { shutdownSignals = SHUTDOWN_SIGNALS } = this.options;
    for (const signal of shutdownSignals) process.on(signal, shutdown);
    return () => {
      for (const signal of shutdownSignals) process.off(signal, shutdown);
    };
  }

  /** Nothing of a modelled Core outlives its workers. */
  async shutdown(): Promise<void> {
    if (Runtime._instance === this) Runtime._instance = undefined;
  }

  /** Everything has been logged when it happened. */
  flushLogs(): void {}
}

/** A filter for the log of Core, which is not modelled. @see makeTelemetryFilterString of `@temporalio/worker` */
export function makeTelemetryFilterString({
  core = 'WARN',
  other = 'ERROR',
}: {
  readonly core?: string;
  readonly other?: string;
}): string {
  return `${other},temporalio_common=${core},temporalio_sdk_core=${core},temporalio_client=${core},temporalio_sdk=${core}`;
}
