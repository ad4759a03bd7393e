/** Sinks: what workflow code hands out to its worker, called when an activation has ended. */
import type { SinkCall, WorkflowInfo } from './sdk.ts';

/** One function of a sink. @see InjectedSinkFunction of `@temporalio/worker` */
export interface WorkflowSinkFunction {
  fn(info: WorkflowInfo, ...args: never[]): void | Promise<void>;
  readonly callDuringReplay?: boolean | undefined;
}

/** Sinks by their name, functions by theirs. @see InjectedSinks of `@temporalio/worker` */
export type WorkflowSinks = Readonly<
  Record<string, Readonly<Record<string, WorkflowSinkFunction>>>
>;

/** @see LogLevel of `@temporalio/common` */
export type WorkflowLogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** One thing that was logged: by workflow code, by the SDK about it, or about a sink. */
export interface WorkflowLogEntry {
  readonly level: WorkflowLogLevel;
  readonly message: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly workflowInfo: WorkflowInfo;
}

/** Hears of everything that is logged. */
export type OnWorkflowLog = (entry: WorkflowLogEntry) => void;

/** What `log` of workflow code goes to, beside `OnWorkflowLog`. @see Logger of `@temporalio/common` */
export type WorkflowLogger = {
  readonly [Level in WorkflowLogLevel]: (
    message: string,
    attributes?: Record<string, unknown>,
  ) => unknown;
};

const LOGGER_SINK = '__temporal_logger';
const OLD_LOGGER_SINK = 'defaultWorkerLogger';
const METRICS_SINK = '__temporal_metrics';

/** Calls the sinks of one host. */
export class SinkCaller {
  readonly #sinks: WorkflowSinks;
  readonly #logger: WorkflowLogger | undefined;
  readonly #onLog: OnWorkflowLog | undefined;

  constructor(
    sinks: WorkflowSinks,
    logger: WorkflowLogger | undefined,
    onLog: OnWorkflowLog | undefined,
  ) {
    this.#sinks = sinks;
    this.#logger = logger;
    this.#onLog = onLog;
  }

  /** Calls them in order; never throws. @returns a promise where there is something to wait for */
  callAll(calls: readonly SinkCall[]): Promise<unknown> | undefined {
    let awaited: Promise<void>[] | undefined;
    for (const call of calls) {
      const result = this.#call(call);
      if (result !== undefined) (awaited ??= []).push(result);
    }
    return awaited && Promise.all(awaited);
  }

  #call(call: SinkCall): Promise<void> | undefined {
    const name = call.ifaceName === OLD_LOGGER_SINK ? LOGGER_SINK : call.ifaceName;
    const sink = this.#sinks[name]?.[call.fnName];
    const { isReplayingHistoryEvents } = call.workflowInfo.unsafe;
    if (sink === undefined) {
      if (name === LOGGER_SINK) {
        if (!isReplayingHistoryEvents) this.#logged(call);
      } else if (name !== METRICS_SINK) {
        this.#problem(call, 'Workflow referenced an unregistered external sink', {});
      }
      return undefined;
    }
    if (isReplayingHistoryEvents && sink.callDuringReplay !== true) return undefined;
    try {
      const result = sink.fn(call.workflowInfo, ...(call.args as never[]));
      if (!(result instanceof Promise)) return undefined;
      return result.catch((error: unknown) => this.#threw(call, error));
    } catch (error) {
      this.#threw(call, error);
      return undefined;
    }
  }

  #logged(call: SinkCall): void {
    const [message, attributes = {}] = call.args as [string, Record<string, unknown>?];
    this.#log(call.fnName as WorkflowLogLevel, message, attributes, call.workflowInfo);
  }

  #threw(call: SinkCall, error: unknown): void {
    this.#problem(call, 'External sink function threw an error', { error });
  }

  #problem(call: SinkCall, message: string, attributes: Record<string, unknown>): void {
    const { ifaceName, fnName, workflowInfo } = call;
    this.#log('error', message, { ifaceName, fnName, ...attributes }, workflowInfo);
  }

  #log(
    level: WorkflowLogLevel,
    message: string,
    attributes: Record<string, unknown>,
    workflowInfo: WorkflowInfo,
  ): void {
    this.#onLog?.({ level, message, attributes, workflowInfo });
    this.#logger?.[level](message, attributes);
  }
}
