/** The door "lastcall/worker": what stands for `@temporalio/worker` in a suite whose environment is one of lastcall. */
import type { Logger } from '@temporalio/common';
import { serveClients } from './worker/native-connection.ts';

export { IllegalStateError, defaultPayloadConverter } from '@temporalio/common';
export type { DataConverter, LogLevel, LogMetadata, Logger } from '@temporalio/common';
export { DefaultLogger, LogTimestamp, type LogEntry } from './worker/logger.ts';
export { Runtime, makeTelemetryFilterString, type RuntimeOptions } from './worker/runtime.ts';
export {
  CombinedWorkerRunError,
  GracefulShutdownPeriodExpiredError,
  PromiseCompletionTimeoutError,
  ShutdownError,
  TransportError,
  UnexpectedError,
  type CombinedWorkerRunErrorCause,
} from './worker/errors.ts';
export { NativeConnection } from './worker/native-connection.ts';
export { ReplayError, type ReplayHistoriesIterable, type ReplayResult } from './worker/replay.ts';
export {
  Worker,
  type ReplayWorkerOptions,
  type RunUntilOptions,
  type State,
  type WorkerOptions,
} from './worker/worker.ts';
export {
  bundleWorkflowCode,
  ForeignBundleError,
  type BundleOptions,
  type WorkflowBundle,
} from './worker/bundle.ts';

// A suite that is given this in place of the SDK's own has no service to connect to but ours.
serveClients();

/** Loggers of workflows go to the runtime's logger without a sink. @see defaultSinks of `@temporalio/worker` */
export const defaultSinks = (_logger?: Logger): Readonly<Record<string, never>> => ({});

/** Nothing needs to be appended. @see appendDefaultInterceptors of `@temporalio/worker` */
export const appendDefaultInterceptors = <Interceptors>(interceptors: Interceptors): Interceptors =>
  interceptors;

/** None are needed. @see defaultWorkflowInterceptorModules of `@temporalio/worker` */
export const defaultWorkflowInterceptorModules: readonly string[] = [];
