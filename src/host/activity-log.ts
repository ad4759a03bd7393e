/** What activity code and its worker log: entries with the attributes by which a real worker marks them. */
import type { Info } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, SdkComponent } from '@temporalio/common';
import type { Logger, LogLevel } from '@temporalio/common';

/** One entry. @see LogEntry of `@temporalio/worker` */
export interface ActivityLogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Attributes of entries, asked for with every entry. */
export type LogAttributes = () => Record<string, unknown>;

/** @see activityLogAttributes of `@temporalio/worker` */
export function activityLogAttributes(info: Info): Record<string, unknown> {
  return {
    isLocal: info.isLocal,
    attempt: info.attempt,
    namespace: info.namespace,
    taskToken: info.base64TaskToken,
    activityId: info.activityId,
    activityType: info.activityType,
    taskQueue: info.taskQueue,
    ...(info.inWorkflow
      ? {
          workflowId: info.workflowExecution?.workflowId,
          workflowRunId: info.workflowExecution?.runId,
          workflowType: info.workflowType,
        }
      : { activityRunId: info.activityRunId }),
  };
}

/** Enters what is set; what is set to nothing takes out what was entered before. */
function enter(all: Record<string, unknown>, added: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(added)) {
    const value = added[key];
    if (value !== undefined && value !== null) all[key] = value;
    else if (key in all) Reflect.deleteProperty(all, key);
  }
}

/** The logger of an attempt. @see Context.log */
export class ActivityLogger implements Logger {
  readonly #component: SdkComponent;
  readonly #attributes: LogAttributes;
  readonly #onLog: ((entry: ActivityLogEntry) => void) | undefined;

  constructor(
    component: SdkComponent,
    attributes: LogAttributes,
    onLog: ((entry: ActivityLogEntry) => void) | undefined,
  ) {
    this.#component = component;
    this.#attributes = attributes;
    this.#onLog = onLog;
  }

  log(level: LogLevel, message: string, meta?: Record<string, unknown>): void {
    if (this.#onLog === undefined) return;
    const all: Record<string, unknown> = {};
    enter(all, this.#attributes());
    all['sdkComponent'] = this.#component;
    if (meta !== undefined) enter(all, meta);
    this.#onLog({ level, message, meta: all });
  }

  trace(message: string, meta?: Record<string, unknown>): void {
    this.log('TRACE', message, meta);
  }

  debug(message: string, meta?: Record<string, unknown>): void {
    this.log('DEBUG', message, meta);
  }

  info(message: string, meta?: Record<string, unknown>): void {
    this.log('INFO', message, meta);
  }

  warn(message: string, meta?: Record<string, unknown>): void {
    this.log('WARN', message, meta);
  }

  error(message: string, meta?: Record<string, unknown>): void {
    this.log('ERROR', message, meta);
  }
}

/** The worker's own logger for an attempt. */
export function workerLogger(
  attributes: LogAttributes,
  onLog: ((entry: ActivityLogEntry) => void) | undefined,
): ActivityLogger {
  return new ActivityLogger(SdkComponent.worker, attributes, onLog);
}

/** An error that its thrower calls benign is no reason to warn. @see ApplicationFailureCategory.BENIGN */
export const isBenign = (error: unknown): boolean =>
  error instanceof ApplicationFailure && error.category === ApplicationFailureCategory.BENIGN;
