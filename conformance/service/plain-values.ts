/** Turns what a script writes in shorthand into the plain-object form of requests: durations, payloads, failures. */
import type { Failure as PlainFailure, TimeoutType } from '../../src/protocol/failure.ts';
import type {
  Payloads,
  RetryPolicy as PlainRetryPolicy,
  TaskQueue,
} from '../../src/protocol/payload.ts';
import type { Failure, RetryPolicy } from './script.ts';

const UNITS: Record<string, number> = { ms: 1, s: 1000, h: 3_600_000 };

/** A duration such as '500ms' in milliseconds. */
export function duration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit = ''] = /^(-?[\d.]+)(ms|s|h)$/.exec(text) ?? [];
  if (amount === undefined) throw new Error(`not a duration: ${text}`);
  return Number(amount) * (UNITS[unit] ?? NaN);
}

const ENCODING = new TextEncoder().encode('json/plain');

/** Values as JSON payloads. */
export function payloads(values: readonly unknown[] | undefined): Payloads | undefined {
  if (values === undefined) return undefined;
  return {
    payloads: values.map((value) => ({
      metadata: { encoding: ENCODING },
      data: new TextEncoder().encode(JSON.stringify(value)),
    })),
  };
}

/** A failure in the plain-object form. */
export function failure(value: Failure): PlainFailure;
export function failure(value: Failure | undefined): PlainFailure | undefined;
export function failure(value: Failure | undefined): PlainFailure | undefined {
  if (value === undefined) return undefined;
  const {
    applicationFailureInfo: application,
    timeoutFailureInfo: timeout,
    cause,
    ...rest
  } = value;
  return {
    ...rest,
    ...(application === undefined
      ? {}
      : {
          applicationFailureInfo: {
            ...application,
            nextRetryDelay: duration(application.nextRetryDelay),
          },
        }),
    ...(timeout === undefined
      ? {}
      : {
          timeoutFailureInfo: { timeoutType: `TIMEOUT_TYPE_${timeout.timeoutType}` as TimeoutType },
        }),
    ...(cause === undefined ? {} : { cause: failure(cause) }),
  };
}

/** A retry policy in the plain-object form. */
export const retryPolicy = (policy: RetryPolicy | undefined): PlainRetryPolicy | undefined =>
  policy && {
    ...policy,
    initialInterval: duration(policy.initialInterval),
    maximumInterval: duration(policy.maximumInterval),
  };

/** A queue, or the sticky queue that belongs to it. */
export const taskQueue = (name: string, sticky = false): TaskQueue =>
  sticky
    ? { name: `${name}/sticky`, kind: 'TASK_QUEUE_KIND_STICKY', normalName: name }
    : { name, kind: 'TASK_QUEUE_KIND_NORMAL' };

/** An enum value with its prefix. */
export const prefixed = <Value>(prefix: string, value: string | undefined): Value | undefined =>
  value === undefined ? undefined : (`${prefix}_${value}` as Value);
