/** The runtime of workers: where `@temporalio/worker` keeps Core, here only the logger that all workers share. */
import { IllegalStateError, noopMetricMeter } from '@temporalio/common';
import type { Logger, MetricMeter } from '@temporalio/common';
import { DefaultLogger } from './logger.ts';

/** @see RuntimeOptions of `@temporalio/worker`; what concerns Core is not heard */
export interface RuntimeOptions {
  readonly logger?: Logger | undefined;
  readonly telemetryOptions?: unknown;
}

/** @see Runtime of `@temporalio/worker` */
export class Runtime {
  static #installed: Runtime | undefined;
  readonly options: RuntimeOptions;
  readonly logger: Logger;
  readonly metricMeter: MetricMeter = noopMetricMeter;

  protected constructor(options: RuntimeOptions) {
    this.options = options;
    this.logger = options.logger ?? new DefaultLogger('WARN');
  }

  /** @throws IllegalStateError if there is one already */
  static install(options: RuntimeOptions): Runtime {
    if (Runtime.#installed !== undefined) {
      throw new IllegalStateError('Runtime singleton has already been instantiated');
    }
    return (Runtime.#installed = new Runtime(options));
  }

  static instance(): Runtime {
    return (Runtime.#installed ??= new Runtime({}));
  }

  /** Nothing of a modelled Core outlives its workers. */
  async shutdown(): Promise<void> {
    Runtime.#installed = undefined;
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
