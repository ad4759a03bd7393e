/** The interceptors of activities, as WorkerOptions take them. */
import type { Context } from '@temporalio/activity';
import type { Headers, MetricTags, Next } from '@temporalio/common';

/** @see ActivityExecuteInput of `@temporalio/worker` */
export interface ActivityExecuteInput {
  readonly args: unknown[];
  readonly headers: Headers;
}

/** @see ActivityInboundCallsInterceptor of `@temporalio/worker` */
export interface ActivityInboundCallsInterceptor {
  execute?: (
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ) => Promise<unknown>;
}

/** @see ActivityOutboundCallsInterceptor of `@temporalio/worker` */
export interface ActivityOutboundCallsInterceptor {
  getLogAttributes?: (
    input: Record<string, unknown>,
    next: Next<ActivityOutboundCallsInterceptor, 'getLogAttributes'>,
  ) => Record<string, unknown>;
  getMetricTags?: (
    input: MetricTags,
    next: Next<ActivityOutboundCallsInterceptor, 'getMetricTags'>,
  ) => MetricTags;
}

/** @see ActivityInterceptors of `@temporalio/worker` */
export interface ActivityInterceptors {
  readonly inbound?: ActivityInboundCallsInterceptor | undefined;
  readonly outbound?: ActivityOutboundCallsInterceptor | undefined;
}

/** Called for every attempt. @see ActivityInterceptorsFactory of `@temporalio/worker` */
export type ActivityInterceptorsFactory = (context: Context) => ActivityInterceptors;

/** The interceptors of one attempt, the outermost first. */
export interface AttemptInterceptors {
  readonly inbound: readonly ActivityInboundCallsInterceptor[];
  readonly outbound: readonly ActivityOutboundCallsInterceptor[];
}

/** Of an attempt whose interceptors are not made yet, or of a worker that has none. */
export const NO_INTERCEPTORS: AttemptInterceptors = { inbound: [], outbound: [] };

/** Makes the interceptors of an attempt. @throws what a factory throws */
export function interceptorsOf(
  factories: readonly ActivityInterceptorsFactory[],
  context: Context,
): AttemptInterceptors {
  if (factories.length === 0) return NO_INTERCEPTORS;
  const made = factories.map((factory) => factory(context));
  return {
    inbound: made.flatMap(({ inbound }) => inbound ?? []),
    outbound: made.flatMap(({ outbound }) => outbound ?? []),
  };
}
