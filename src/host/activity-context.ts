/** The SDK's own `Context` of an attempt, complete as a real worker makes it, its dear parts made when they are asked for. */
import { Context } from '@temporalio/activity';
import type { Info } from '@temporalio/activity';
import type { MetricMeter, RetryPolicy } from '@temporalio/common';
import type { ActivityAttempt } from '../protocol/attempt.ts';
import type { ActivityCancellation } from './activity-cancellation.ts';
import type { ActivityLogger } from './activity-log.ts';

/** As the SDK makes it of the protobuf message, where what is open is 0 or empty. */
function retryPolicyOf({ retryPolicy }: ActivityAttempt): RetryPolicy | undefined {
  if (retryPolicy === undefined) return undefined;
  const policy = {
    backoffCoefficient: retryPolicy.backoffCoefficient ?? 0,
    maximumAttempts: retryPolicy.maximumAttempts ?? 0,
    maximumInterval: retryPolicy.maximumInterval,
    initialInterval: retryPolicy.initialInterval,
    nonRetryableErrorTypes: [...(retryPolicy.nonRetryableErrorTypes ?? [])],
  };
  return policy as RetryPolicy;
}

/** What an activity can know of its attempt. @see Info of `@temporalio/activity` */
export function infoOf(
  attempt: ActivityAttempt,
  worker: { readonly namespace: string; readonly taskQueue: string },
  heartbeatDetails: unknown,
): Info {
  const { workflowExecution, priority } = attempt;
  const inWorkflow = workflowExecution.workflowId !== '';
  const taskToken = Buffer.from(attempt.taskToken);
  const info = {
    taskToken,
    taskQueue: worker.taskQueue,
    base64TaskToken: taskToken.toString('base64'),
    activityId: attempt.activityId,
    workflowExecution: inWorkflow ? workflowExecution : undefined,
    attempt: attempt.attempt,
    isLocal: attempt.isLocal,
    activityType: attempt.activityType,
    workflowType: inWorkflow ? attempt.workflowType : undefined,
    heartbeatTimeoutMs: attempt.isLocal ? undefined : attempt.heartbeatTimeout,
    heartbeatDetails,
    activityNamespace: worker.namespace,
    workflowNamespace: inWorkflow ? attempt.workflowNamespace : undefined,
    scheduledTimestampMs: attempt.scheduledTime,
    startToCloseTimeoutMs: attempt.startToCloseTimeout,
    scheduleToCloseTimeoutMs: attempt.scheduleToCloseTimeout,
    currentAttemptScheduledTimestampMs: attempt.currentAttemptScheduledTime,
    priority: {
      priorityKey: priority?.priorityKey,
      fairnessKey: priority?.fairnessKey,
      fairnessWeight: priority?.fairnessWeight,
    },
    retryPolicy: retryPolicyOf(attempt),
    namespace: attempt.workflowNamespace || worker.namespace,
    activityRunId: undefined,
    inWorkflow,
  };
  return info as unknown as Info;
}

/** What the parts of a context come from. */
export interface ContextParts {
  readonly info: Info;
  readonly cancellation: ActivityCancellation;
  readonly log: ActivityLogger;
  heartbeat(details: unknown): void;
  client(): unknown;
  metricMeter(): MetricMeter;
}

const PARTS = Symbol('lastcall.contextParts');

interface LazyContext {
  [PARTS]: ContextParts;
}

function lazy(part: (parts: ContextParts) => unknown): PropertyDescriptor {
  return {
    configurable: true,
    enumerable: true,
    get(this: LazyContext) {
      return part(this[PARTS]);
    },
  };
}

const LAZY_PROPERTIES: PropertyDescriptorMap = {
  cancelled: lazy(({ cancellation }) => cancellation.promise),
  cancellationSignal: lazy(({ cancellation }) => cancellation.signal),
  metricMeter: lazy((parts) => parts.metricMeter()),
  _client: lazy((parts) => parts.client()),
};

/** Makes the context in which the code of an attempt runs. */
export function createContext(parts: ContextParts): Context {
  const { info, cancellation, log } = parts;
  const later = undefined as never;
  const heartbeat = (details: unknown): void => parts.heartbeat(details);
  const context = new Context(
    info,
    later,
    later,
    heartbeat,
    later,
    log,
    later,
    cancellation.holder,
  );
  (context as unknown as LazyContext)[PARTS] = parts;
  return Object.defineProperties(context, LAZY_PROPERTIES) as Context;
}
