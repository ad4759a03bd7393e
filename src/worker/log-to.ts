/** Passes on what a world logs to the logger of the runtime. */
import type { LogLevel, LogMetadata } from '@temporalio/common';
import type { OpenWorld } from '../simulation/open-world.ts';
import { LogTimestamp } from './logger.ts';
import { Runtime } from './runtime.ts';

const NANOS_PER_MS = 1_000_000n;

/** From now on the world's log goes there. */
export function logTo({ world }: OpenWorld): void {
  world.onLog = ({ at, level, message, attributes }) => {
    const timestamp = BigInt(Math.round(at)) * NANOS_PER_MS;
    const meta = { ...attributes, [LogTimestamp]: timestamp } as LogMetadata;
    Runtime.instance().logger.log(level.toUpperCase() as LogLevel, message, meta);
  };
}
