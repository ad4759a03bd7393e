/** `MockActivityEnvironment`, as `@temporalio/testing` has it: a context in which activity functions run by themselves. */
import { EventEmitter } from 'node:events';
import { asyncLocalStorage, type Context, type Info } from '@temporalio/activity';
import { ActivityCancellationDetails, noopMetricMeter, SdkComponent } from '@temporalio/common';
import type { Logger, MetricMeter } from '@temporalio/common';
import { ActivityCancellation } from '../host/activity-cancellation.ts';
import { createContext } from '../host/activity-context.ts';
import { activityLogAttributes, ActivityLogger } from '../host/activity-log.ts';
import type { ActivityCancelReason } from '../protocol/attempt.ts';
import { DefaultLogger } from '../worker/logger.ts';

/** @see MockActivityEnvironmentOptions of `@temporalio/testing` */
export interface MockActivityEnvironmentOptions {
  readonly logger?: Logger | undefined;
  readonly metricMeter?: MetricMeter | undefined;
  readonly client?: unknown;
  readonly interceptors?: readonly ((context: Context) => Interceptors)[] | undefined;
}

interface Input {
  readonly args: readonly unknown[];
  readonly headers: Readonly<Record<string, never>>;
}

interface Interceptors {
  readonly inbound?:
    | { execute?(input: Input, next: (input: Input) => Promise<unknown>): Promise<unknown> }
    | undefined;
}

/** @see defaultActivityInfo of `@temporalio/testing` */
export const defaultActivityInfo: Info = {
  attempt: 1,
  taskQueue: 'test',
  isLocal: false,
  taskToken: Buffer.from('test'),
  base64TaskToken: Buffer.from('test').toString('base64'),
  activityId: 'test',
  activityType: 'unknown',
  workflowType: 'test',
  heartbeatTimeoutMs: undefined,
  heartbeatDetails: undefined,
  activityNamespace: 'default',
  workflowNamespace: 'default',
  workflowExecution: { workflowId: 'test', runId: '00000000-0000-0000-0000-000000000000' },
  scheduledTimestampMs: 1,
  startToCloseTimeoutMs: 1000,
  scheduleToCloseTimeoutMs: 1000,
  currentAttemptScheduledTimestampMs: 1,
  priority: undefined,
  retryPolicy: undefined,
  namespace: 'test',
  activityRunId: undefined,
  inWorkflow: true,
} as unknown as Info;

/**
 * Runs activity functions in a context of its own, without any service: in real time, and one context for all of them.
 * Heartbeats are events named `heartbeat`. @see MockActivityEnvironment of `@temporalio/testing`
 */
export class MockActivityEnvironment extends EventEmitter {
  readonly context: Context;
  readonly #cancellation: ActivityCancellation = new ActivityCancellation();
  readonly #interceptors: readonly Interceptors[];

  constructor(info: Partial<Info> = {}, options: MockActivityEnvironmentOptions = {}) {
    super();
    const whole: Info = { ...defaultActivityInfo, ...info };
    const logger = options.logger ?? new DefaultLogger();
    this.context = createContext({
      info: whole,
      cancellation: this.#cancellation,
      log: new ActivityLogger(
        SdkComponent.activity,
        () => activityLogAttributes(whole),
        ({ level, message, meta }) => logger.log(level, message, meta),
      ),
      heartbeat: (details) => void this.emit('heartbeat', details),
      client: () => options.client,
      metricMeter: () => options.metricMeter ?? noopMetricMeter,
    });
    this.#interceptors = (options.interceptors ?? []).map((make) => make(this.context));
  }

  /** Tells whatever runs in this environment, now or later, to stop. */
  readonly cancel = (
    reason: ActivityCancelReason = 'CANCELLED',
    details: ActivityCancellationDetails = new ActivityCancellationDetails({
      cancelRequested: true,
    }),
  ): void => {
    this.#cancellation.cancel(reason, details);
  };

  /** Runs a function in the context. */
  async run<Args extends unknown[], Result>(
    fn: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result> {
    const innermost = async (input: Input): Promise<unknown> => fn(...(input.args as Args));
    const execute = this.#interceptors.reduceRight<(input: Input) => Promise<unknown>>(
      (next, { inbound }) =>
        async (input) =>
          inbound?.execute === undefined ? next(input) : inbound.execute(input, next),
      innermost,
    );
    return asyncLocalStorage.run(this.context, () =>
      execute({ args, headers: {} }),
    ) as Promise<Result>;
  }
}
