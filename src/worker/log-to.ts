/** Passes on what worlds log to the logger of the runtime. */
import type { LogLevel, LogMetadata } from '@temporalio/common';
import type { OpenWorld } from '../simulation/open-world.ts';
import type { LogLine } from '../simulation/trace.ts';
import { LogTimestamp } from './logger.ts';
import { Runtime } from './runtime.ts';

const NANOS_PER_MS = 1_000_000n;

/** Passes one line on. */
export function logLine({ at, level, message, attributes }: LogLine): void {
  const timestamp = BigInt(Math.round(at)) * NANOS_PER_MS;
  const meta = { ...attributes, [LogTimestamp]: timestamp } as LogMetadata;
  Runtime.instance().logger.log(level.toUpperCase() as LogLevel, message, meta);
}

/** From now on the world's log goes there. */
export function logTo({ world }: OpenWorld): void {
  world.onLog = logLine;
}
