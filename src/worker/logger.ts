/** The logger of workers, as `@temporalio/worker` has it. */
import { formatWithOptions } from 'node:util';
import type { LogLevel, LogMetadata, Logger } from '@temporalio/common';
import { real } from '../host/real-globals.ts';

/** One entry. @see LogEntry of `@temporalio/worker` */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly timestampNanos: bigint;
  readonly meta?: LogMetadata | undefined;
}

const SEVERITIES: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

const NANOS_PER_MS = 1_000_000n;

/** The key under which the metadata of an entry say when it was logged. @see LogTimestamp of `@temporalio/worker` */
export const LogTimestamp: unique symbol = Symbol.for('log_timestamp') as never;

function toStandardError({ level, message, meta, timestampNanos }: LogEntry): void {
  const time = new Date(Number(timestampNanos / NANOS_PER_MS)).toISOString();
  const details = meta === undefined ? '' : ` ${formatWithOptions({ colors: false }, meta)}`;
  process.stderr.write(`${time} [${level}] ${message}${details}\n`);
}

/** Writes entries from a level on. @see DefaultLogger of `@temporalio/worker` */
export class DefaultLogger implements Logger {
  readonly level: LogLevel;
  readonly #write: (entry: LogEntry) => void;

  constructor(level: LogLevel = 'INFO', write: (entry: LogEntry) => void = toStandardError) {
    this.level = level;
    this.#write = write;
  }

  log(level: LogLevel, message: string, meta?: LogMetadata): void {
    if (SEVERITIES.indexOf(level) < SEVERITIES.indexOf(this.level)) return;
    const { [LogTimestamp as never]: given, ...rest } = (meta ?? {}) as Record<string, unknown>;
    this.#write({
      level,
      message,
      meta: Object.keys(rest).length === 0 ? undefined : (rest as LogMetadata),
      timestampNanos: (given as bigint | undefined) ?? BigInt(real.now()) * NANOS_PER_MS,
    });
  }

  trace(message: string, meta?: LogMetadata): void {
    this.log('TRACE', message, meta);
  }

  debug(message: string, meta?: LogMetadata): void {
    this.log('DEBUG', message, meta);
  }

  info(message: string, meta?: LogMetadata): void {
    this.log('INFO', message, meta);
  }

  warn(message: string, meta?: LogMetadata): void {
    this.log('WARN', message, meta);
  }

  error(message: string, meta?: LogMetadata): void {
    this.log('ERROR', message, meta);
  }
}
